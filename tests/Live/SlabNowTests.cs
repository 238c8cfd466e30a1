using System.Globalization;
using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>Reports of this boot learn from the running machine what became of the slab they blame.</summary>
public sealed class SlabNowTests : IDisposable
{
    // No harmless deed makes the whole machine run out of memory by slab: the journal is a program of ours that prints such a report.
    private const string Journal = """
        #!/bin/sh
        stamp=$(($(date +%s) - 100))000000
        sed -n '1,2000{s/^\[ *\([0-9.]*\)\] /MESSAGE=/p}' 'CONSOLE' | while IFS= read -r line; do
            printf '__REALTIME_TIMESTAMP=%s\n_TRANSPORT=kernel\nSYSLOG_FACILITY=0\n_HOSTNAME=here\n%s\n\n' "$stamp" "$line"
        done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools-journal-").FullName;
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_folder, true);
    }

    [Theory]
    [InlineData("Get-OomReport -Journal", true)]
    [InlineData("Get-OomReport -Journal -Boot -1", false)]
    public void Slab_is_told_as_it_is_now_for_reports_of_this_boot_only(string command, bool isJoined)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The running kernel is read on Linux only.");
            return;
        }
        WriteJournal();
        long before = Slab();
        IReadOnlyList<PSObject> reports = StagedModule.Run($$"""
            foreach ($report in @({{command}})) {
                $now = @($report.Evidence | Where-Object { $_.Time })
                [pscustomobject]@{ Cause = "$($report.Cause)"; Slab = $report.SlabReclaimable; Statements = [string[]]$now.Statement; Bytes = [long[]]$now.Bytes }
            }
            """);
        long after = Slab();

        // What the log says is untouched: slab_reclaimable of the two reports.
        Assert.Equal([13493L * 4096, 13767L * 4096], reports.Select(report => report.Properties["Slab"].Value));
        foreach (PSObject report in reports)
        {
            Assert.Equal("SlabUnreclaimable", report.Properties["Cause"].Value);
            string[] now = (string[]?)report.Properties["Statements"].Value ?? [];
            if (!isJoined)
            {
                Assert.Empty(now);
                continue;
            }
            Assert.Matches(@"^Now, 1 min \d+ s after the report: slab holds .*; at the time of the report 1(38|41) MiB\.$", now[0]);
            // Others use the machine meanwhile.
            const long Others = 64 << 20;
            Assert.InRange(((long[])report.Properties["Bytes"].Value)[0], Math.Min(before, after) - Others, Math.Max(before, after) + Others);
            Assert.SkipWhen(!Environment.IsPrivilegedProcess, "Slab caches are for root to see.");
            Assert.True(now.Length > 1);
            Assert.All(now[1..], statement => Assert.StartsWith("Now: ", statement, StringComparison.Ordinal));
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', now));
        }
    }

    private static long Slab() => File.ReadLines("/proc/meminfo").Where(line => line.StartsWith("SReclaimable:", StringComparison.Ordinal) || line.StartsWith("SUnreclaim:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private void WriteJournal()
    {
        string program = Path.Combine(_folder, "journalctl");
        File.WriteAllText(program, Journal.Replace("CONSOLE", StagedModule.Checkout("tests/Fixtures/7.3.4+deb13-amd64/slab-unix/console.log"), StringComparison.Ordinal));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", _folder + ":" + _path);
    }
}
