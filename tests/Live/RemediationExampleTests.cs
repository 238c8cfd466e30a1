using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>The example of about_OomTools_Remediation, against the running kernel: a small cgroup of our own is pressed.</summary>
public sealed class RemediationExampleTests : IDisposable
{
    // What this engine lacks of PowerShell's own commands.
    private const string Missing = """
        function Export-Clixml { param([Parameter(ValueFromPipeline)] $InputObject, $Path, $Depth, [switch] $WhatIf)
            process { [System.IO.File]::WriteAllText($Path, [System.Management.Automation.PSSerializer]::Serialize($InputObject, $Depth)) } }
        function Test-Path($Path) { [System.IO.File]::Exists($Path) }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools-record-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Without_pressure_it_does_nothing()
    {
        Require();
        // Somebody else on this machine may wait for memory all the time meanwhile, but not each time.
        const int Attempts = 10;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            TimeSpan before = Waited();
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<PSObject> record = StagedModule.Run(Missing + $"& {Script} -RecordFolder '{_folder}' -Threshold 99 -Timeout 1");
            if (Waited() - before > Stopwatch.GetElapsedTime(start) / 4)
            {
                Array.ForEach(Directory.GetFiles(_folder), File.Delete);
                continue;
            }

            Assert.Empty(record);
            Assert.Empty(Directory.GetFiles(_folder));
            return;
        }

        Assert.Skip("Somebody on this machine waits for memory all the time.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Under_pressure_it_acts_once_and_leaves_a_record(bool whatIf)
    {
        Require();
        // Memory may be short elsewhere while the test runs, and the machine then takes the cache itself.
        const int Attempts = 3;
        for (int attempt = 1; !HasActed(whatIf); attempt++)
            Assert.True(attempt < Attempts, "The cgroup's cache was gone before the script could act.");
    }

    /// <summary>False when the cache that the script was to give back was not there any more.</summary>
    private bool HasActed(bool whatIf)
    {
        const long Cached = 16 << 20;
        const long Asked = 4 << 20;
        // One cgroup has cache that nobody reads again; another one suffers. Were they one, it would take in again at once what it gave back.
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-example", 24L << 20);
        if (!cgroup.CanReclaim)
            Assert.Skip("This kernel has no memory.reclaim (it came with 5.19).");
        using DiskFolder folder = DiskFolder.Create("oomtools-example");
        using MemoryCgroup other = MemoryCgroup.Create("oomtools-pressed", 24L << 20);
        string cache = Path.Combine(folder.Path, "cache");
        cgroup.Run($"dd if=/dev/zero of={cache} bs=1M count={Cached >> 20} conv=fsync");
        string data = Path.Combine(folder.Path, "data");
        // The cache of the file does not fit the limit: reading it again and again is reclaim without end.
        other.Run($"dd if=/dev/zero of={data} bs=1M count=64 conv=fsync");
        Process reader = other.Start($"sh -c 'while :; do cat {data} > /dev/null; done'");
        PSObject record;
        try
        {
            record = Assert.Single(StagedModule.Run(
                Missing + $"& {Script} -RecordFolder '{_folder}' -CgroupPath '{cgroup.Path}' -Bytes {Asked} -Threshold 1 -Timeout 120 {(whatIf ? "-WhatIf" : "")}"));
        }
        finally
        {
            reader.Kill(entireProcessTree: true);
            reader.WaitForExit();
        }

        string written = Assert.Single(Directory.GetFiles(_folder, "memory-*.xml"));
        var kept = (PSObject)PSSerializer.Deserialize(File.ReadAllText(written));
        Assert.Equal(record.Properties["Summary"].Value, kept.Properties["Summary"].Value);
        File.Delete(written);
        if (record.Properties["Action"].Value is not "Invoke-CgroupReclaim")
            return false;
        var result = (PSObject?)record.Properties["Result"].Value;
        if (whatIf)
        {
            Assert.Null(result?.Properties["Freed"]);
            return true;
        }

        Assert.Equal(cgroup.Path, result!.Properties["CgroupPath"].Value);
        long before = LanguagePrimitives.ConvertTo<long>(result.Properties["Before"].Value);
        if (before < Asked)
            return false;
        // v1 takes all that there is, v2 what was asked for, in batches.
        Assert.InRange(LanguagePrimitives.ConvertTo<long>(result.Properties["Freed"].Value), Asked / 2, before);
        return true;
    }

    private static string Script => "\"$((Get-Module OomTools).ModuleBase)/examples/Protect-Memory.ps1\"";

    /// <summary>Time since boot in which some task waited for memory.</summary>
    private static TimeSpan Waited()
    {
        string line = File.ReadLines("/proc/pressure/memory").First();
        return TimeSpan.FromMicroseconds(long.Parse(line.AsSpan(line.LastIndexOf('=') + 1), CultureInfo.InvariantCulture));
    }

    private static void Require()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("A pressure trigger and reclaim need root on Linux.");
        if (!File.Exists("/proc/pressure/memory"))
            Assert.Skip("This kernel does not measure pressure (CONFIG_PSI).");
    }
}
