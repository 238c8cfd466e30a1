using System.Text.RegularExpressions;

namespace OomTools.Tests;

/// <summary>What a person sees.</summary>
public sealed partial class ViewTests
{
    private static readonly Dictionary<string, string[]> s_logs = new()
    {
        ["slab"] = ["7.3.4+deb13-amd64", "slab-unix", "console.log"],
        ["anonymous"] = ["5.10.0-32-amd64", "global-anon", "console.log"],
        ["cgroup"] = ["6.12.107+deb13-amd64", "memcg-group-kill", "console.log"],
        ["fragmentation"] = ["5.10.0-32-amd64", "high-order", "console.log"],
        ["atomic"] = ["6.12.107-own", "atomic-failure", "console.log"],
        ["leak"] = ["6.12.107-own", "driver-leak", "console.log"],
        ["panic"] = ["6.1.0-50-amd64", "panic", "console.log"],
        ["sysrq"] = ["6.1.0-50-amd64", "sysrq", "console.log"],
        ["journal"] = ["6.12.107+deb13-amd64", "anon-journal", "journal-short-iso.txt"],
    };

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    public void The_table(int width)
    {
        using var session = new ModuleSession(width);
        string table = session.Show("Get-OomReport -LiteralPath $args", [.. s_logs.Values.Select(log => Repository.Fixture(log))]);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= width));
        GoldenScreen.AssertSame($"table-{width}", table);
    }

    [Theory]
    [InlineData("slab", 80)]
    [InlineData("slab", 120)]
    [InlineData("anonymous", 120)]
    [InlineData("cgroup", 80)]
    [InlineData("cgroup", 120)]
    [InlineData("fragmentation", 120)]
    [InlineData("atomic", 120)]
    [InlineData("leak", 80)]
    [InlineData("panic", 120)]
    [InlineData("sysrq", 120)]
    public void The_report_that_a_person_reads(string name, int width)
    {
        using var session = new ModuleSession(width);
        string page = session.Show(
            "Get-OomReport -InputObject $args[0] | ForEach-Object { $first = $true } { if ($first) { [OomTools.Formatting.OomView]::Report($_, $Host, $null); $first = $false } }",
            File.ReadAllText(Repository.Fixture(s_logs[name])));
        Assert.All(page.Split('\n'), line => Assert.True(line.Length < width));
        GoldenScreen.AssertSame($"report-{name}-{width}", page);
    }

    [Theory]
    [InlineData("Tasks")]
    [InlineData("Victims")]
    [InlineData("Zones")]
    [InlineData("Nodes")]
    [InlineData("Slabs")]
    [InlineData("Evidence")]
    [InlineData("HugePagePools")]
    [InlineData("MemInfo")]
    public void Nested_objects(string property)
    {
        using var session = new ModuleSession(120);
        GoldenScreen.AssertSame(property, session.Show($"(Get-OomReport -LiteralPath $args[0])[0].{property}", Repository.Fixture(s_logs["slab"])));
    }

    [Theory]
    [InlineData("AllocationSites", "leak")]
    [InlineData("CgroupCounters", "cgroup")]
    [InlineData("CgroupStatistics", "cgroup")]
    public void Nested_objects_of_other_reports(string property, string name)
    {
        using var session = new ModuleSession(120);
        GoldenScreen.AssertSame(property, session.Show($"@(Get-OomReport -LiteralPath $args[0])[0].{property}", Repository.Fixture(s_logs[name])));
    }

    [Theory]
    [InlineData("a\ab")]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u001b]0;title\ab")]
    [InlineData("a\u009b31mb")]
    public void What_a_log_contains_cannot_command_the_terminal(string name)
    {
        // A screen that would obey: the host drops nothing, the module has to.
        using var session = new ModuleSession(120, ansi: true);
        string log = File.ReadAllText(Repository.Fixture(s_logs["slab"])).Replace("rsyslogd", name, StringComparison.Ordinal);
        string[] shown =
        [
            session.Show("Get-OomReport -InputObject $args[0]", log),
            session.Show("Get-OomReport -InputObject $args[0] | ForEach-Object { [OomTools.Formatting.OomView]::Report($_, $Host, $null) }", log),
            session.Show("(Get-OomReport -InputObject $args[0]).Tasks", log),
            session.Show("(Get-OomReport -InputObject $args[0]).VictimName", log),
        ];
        Assert.All(shown, text =>
        {
            Assert.Contains("a", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[31m", text, StringComparison.Ordinal);
            string plain = OwnStyle().Replace(text, "");
            Assert.DoesNotContain(plain, c => char.IsControl(c) && c != '\n');
        });
    }

    /// <summary>Bold, reset and the header's green: what views and engine themselves print.</summary>
    [GeneratedRegex("\u001b\\[(0|1|22|32;1|32;1;3)m")]
    private static partial Regex OwnStyle();
}
