using System.Management.Automation;

namespace OomTools.Tests;

public sealed class LimitOomReportTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Two_hundred_kills_become_twelve_reports_and_one_line()
    {
        IReadOnlyList<PSObject> output = _session.Run("Get-OomReport -LiteralPath $args[0] | Limit-OomReport", Storm);
        Assert.Empty(_session.Errors);
        Assert.Equal(13, output.Count);
        Assert.All(output.Take(12), report => Assert.IsType<OomReport>(report.BaseObject));
        OomSuppression held = Assert.IsType<OomSuppression>(output[12].BaseObject);
        Assert.Equal((188L, 12L, 188L), (held.Count, held.PassedCount, held.VictimCount));
    }

    [Theory]
    [InlineData("Limit-OomReport 3", 3, 197)]
    [InlineData("Limit-OomReport -Burst 0", 0, 200)]
    [InlineData("Limit-OomReport -Burst 500", 200, 0)]
    // The log spans 78 seconds: two minutes, the second of which begins with the first report 60 seconds after the first of all.
    [InlineData("Limit-OomReport 1 60", 2, 198)]
    [InlineData("Limit-OomReport 1 1m -Key HostName", 2, 198)]
    public void Parameters(string limit, int passed, int held)
    {
        IReadOnlyList<PSObject> output = _session.Run("Get-OomReport -LiteralPath $args[0] | " + limit, Storm);
        Assert.Equal(passed, output.Count(item => item.BaseObject is OomReport));
        Assert.Equal(held, output.Select(item => item.BaseObject).OfType<OomSuppression>().Sum(suppression => suppression.Count));
    }

    [Fact]
    public void Reports_that_travelled_are_taken_and_suppressions_pass()
    {
        IReadOnlyList<PSObject> output = _session.Run(
            """
            $all = Get-OomReport -LiteralPath $args[0] | Limit-OomReport 2
            $xml = [System.Management.Automation.PSSerializer]::Serialize($all, 3)
            [System.Management.Automation.PSSerializer]::Deserialize($xml) | Limit-OomReport 1
            """,
            Storm);
        Assert.Empty(_session.Errors);
        Assert.Equal([198L, 1L], output.Select(item => item.BaseObject).OfType<OomSuppression>().Select(held => held.Count));
        Assert.Single(output, item => item.BaseObject is OomReport);
    }

    [Fact]
    public void Objects_with_a_report_s_properties_are_limited_and_pass_as_they_came()
    {
        IReadOnlyList<PSObject> output = _session.Run(
            """
            1..5 | ForEach-Object { [pscustomobject]@{ Time = "2026-11-24T10:00:0${_}Z"; Kind = 'Global'; Cause = 'AnonymousMemory'; VictimName = 'hog'; VictimCount = 1; IsComplete = $true; Mine = $_ } } | Limit-OomReport 2
            """);
        Assert.Empty(_session.Errors);
        Assert.Equal(["1", "2"], output.Take(2).Select(item => item.Properties["Mine"].Value.ToString()));
        OomSuppression held = Assert.IsType<OomSuppression>(output[2].BaseObject);
        Assert.Equal((3L, new DateTime(2026, 11, 24, 10, 0, 3, DateTimeKind.Utc), DateTimeKind.Utc), (held.Count, held.First!.Value, held.First.Value.Kind));
    }

    [Theory]
    [InlineData("'text', 5 | Limit-OomReport", "InputNotReport", 2)]
    [InlineData("[pscustomobject]@{ Kind = 'NoSuchKind'; Cause = 'AnonymousMemory' } | Limit-OomReport", "ReportUnreadable", 1)]
    public void What_is_no_report_is_an_error_and_the_others_still_come(string script, string id, int count)
    {
        IReadOnlyList<PSObject> output = _session.Run($"& {{ {script.Split('|')[0]}; Get-OomReport -LiteralPath $args[0] }} $args[0] | Limit-OomReport", Storm);
        Assert.Equal(count, _session.Errors.Count);
        Assert.All(_session.Errors, error => Assert.Equal($"{id},OomTools.Commands.LimitOomReportCommand", error.FullyQualifiedErrorId));
        Assert.Equal(13, output.Count);
    }

    [Fact]
    public void Input_without_end_is_limited_as_it_comes_and_a_stop_ends_it()
    {
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("& { $time = [datetime]::new(2026, 11, 24); while ($true) { $time = $time.AddMinutes(1); [pscustomobject]@{ Time = $time; Kind = 'Global'; Cause = 'AnonymousMemory'; VictimName = 'hog'; VictimCount = 1 } } } | Limit-OomReport 2 10m");
        using var output = new PSDataCollection<PSObject>();
        using var ended = new CountdownEvent(3);
        output.DataAdded += (_, e) =>
        {
            if (output[e.Index].BaseObject is OomSuppression && !ended.IsSet)
                ended.Signal();
        };
        IAsyncResult run = shell.BeginInvoke<PSObject, PSObject>(null, output);
        // Windows end while the input goes on.
        Assert.True(ended.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        Assert.True(run.IsCompleted);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.All(output.Select(item => item.BaseObject).OfType<OomSuppression>(), held => Assert.Equal((8L, 2L), (held.Count, held.PassedCount)));
    }

    [Fact]
    public void A_suppression_comes_back_from_clixml_as_it_was()
    {
        var before = (OomSuppression)_session.Run("Get-OomReport -LiteralPath $args[0] | Limit-OomReport", Storm)[12].BaseObject;
        OomSuppression after = Assert.IsType<OomSuppression>(_session.ThroughClixml(before).BaseObject);
        Assert.All(typeof(OomSuppression).GetProperties().Where(property => !property.PropertyType.IsArray), property => Assert.Equal(property.GetValue(before), property.GetValue(after)));
        Assert.Equal(before.Victims.Select(victim => (victim.Name, victim.Count, victim.Rss, victim.LargestPid)), after.Victims.Select(victim => (victim.Name, victim.Count, victim.Rss, victim.LargestPid)));
        Assert.Equal(before.Triggers.Select(trigger => (trigger.Name, trigger.Count)), after.Triggers.Select(trigger => (trigger.Name, trigger.Count)));
    }

    [Fact]
    public void The_screen()
    {
        using var session = new ModuleSession(100);
        string screen = session.Show("Get-OomReport -LiteralPath $args[0] | Limit-OomReport 2", Storm);
        Assert.All(screen.Split('\n'), line => Assert.True(line.Length <= 100));
        GoldenScreen.AssertSame("Suppression-100", screen);
    }

    private static string Storm => Repository.Fixture("5.10.0-32-amd64", "storm-global", "console.log.gz");
}
