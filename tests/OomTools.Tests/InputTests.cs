using System.Management.Automation;

namespace OomTools.Tests;

public sealed class InputTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-OomReport $args[0]")]
    [InlineData("Get-OomReport -Path ($args[0] -replace 'console', 'cons*')")]
    [InlineData("Get-OomReport -LiteralPath $args[0]")]
    [InlineData("[System.IO.FileInfo]::new($args[0]) | Get-OomReport")]
    [InlineData("[pscustomobject]@{ Path = $args[0] } | Get-OomReport")]
    [InlineData("[System.IO.File]::ReadAllLines($args[0]) | Get-OomReport")]
    [InlineData("[System.IO.File]::ReadAllText($args[0]) | Get-OomReport")]
    [InlineData("Get-OomReport -InputObject ([System.IO.File]::ReadAllText($args[0]))")]
    public void A_log_in_every_form_gives_the_same_reports(string script)
    {
        IReadOnlyList<PSObject> reports = _session.Run(script, Log);
        Assert.Empty(_session.Errors);
        Assert.Equal([431, 430, 432], reports.Select(report => ((OomReport)report.BaseObject).VictimPid!.Value));
    }

    [Fact]
    public void A_string_is_text_also_where_a_file_has_that_name()
    {
        Assert.Empty(_session.Run("$args[0] | Get-OomReport", Log));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void An_empty_pipeline_does_not_read_the_log_of_this_machine()
    {
        Assert.Empty(_session.Run("@() | Get-OomReport -Verbose"));
        Assert.Empty(_session.Verbose);
        Assert.Empty(_session.Errors);
    }

    [Theory]
    [InlineData("-Name mysqld", 3)]
    [InlineData("-Name mysql*, nobody", 3)]
    [InlineData("-Name nobody", 0)]
    [InlineData("-Kind Global", 3)]
    [InlineData("-Kind Cgroup, Cpuset", 0)]
    [InlineData("-Cause AnonymousMemory", 3)]
    [InlineData("-Cause SlabUnreclaimable", 0)]
    [InlineData("-After 2001-01-01", 0)]
    [InlineData("-Newest 2", 2)]
    [InlineData("-Newest 100", 3)]
    public void Filters(string filter, int count) =>
        Assert.Equal(count, _session.Run($"Get-OomReport -LiteralPath $args[0] {filter}", Log).Count);

    [Fact]
    public void The_newest_are_the_last_and_come_in_their_order() =>
        Assert.Equal(
            [430, 432],
            _session.Run("Get-OomReport -LiteralPath $args[0] -Newest 2", Log).Select(report => ((OomReport)report.BaseObject).VictimPid!.Value));

    [Fact]
    public void Stopping_ends_a_read_that_waits()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Needs a pipe in the file system.");

        string pipe = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
            make.WaitForExit();
        using FileStream writer = new(pipe, FileMode.Open, FileAccess.ReadWrite);
        writer.Write("x\n"u8);
        writer.Flush();
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        IAsyncResult running = shell.AddCommand("Get-OomReport").AddParameter("LiteralPath", pipe).BeginInvoke();
        Thread.Sleep(500);
        Assert.False(running.IsCompleted);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        File.Delete(pipe);
    }

    private static string Log => Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log");
}
