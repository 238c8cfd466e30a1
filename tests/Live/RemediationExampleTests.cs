using System.Diagnostics;
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
        // All tasks of the machine would have to wait all the time.
        Assert.Empty(StagedModule.Run(Missing + $"& {Script} -RecordFolder '{_folder}' -Threshold 99 -Timeout 1"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Under_pressure_it_acts_once_and_leaves_a_record(bool whatIf)
    {
        Require();
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-example", 24L << 20);
        string file = Path.Combine(_folder, "data");
        // The cache of the file is the cgroup's, and does not fit its limit: reading it again and again is reclaim without end.
        cgroup.Run($"dd if=/dev/zero of={file} bs=1M count=64 conv=fsync");
        Process reader = cgroup.Start($"sh -c 'while :; do cat {file} > /dev/null; done'");
        PSObject record;
        try
        {
            record = Assert.Single(StagedModule.Run(
                Missing + $"& {Script} -RecordFolder '{_folder}' -CgroupPath '{cgroup.Path}' -Bytes 4MB -Threshold 1 -Timeout 30 {(whatIf ? "-WhatIf" : "")}"));
        }
        finally
        {
            reader.Kill(entireProcessTree: true);
            reader.WaitForExit();
        }

        Assert.Equal("Invoke-CgroupReclaim", record.Properties["Action"].Value);
        string written = Assert.Single(Directory.GetFiles(_folder, "memory-*.xml"));
        var kept = (PSObject)PSSerializer.Deserialize(File.ReadAllText(written));
        Assert.Equal(record.Properties["Summary"].Value, kept.Properties["Summary"].Value);
        var result = (PSObject?)record.Properties["Result"].Value;
        if (whatIf)
        {
            Assert.Null(result?.Properties["Freed"]);
            return;
        }

        long freed = LanguagePrimitives.ConvertTo<long>(result!.Properties["Freed"].Value);
        Assert.InRange(freed, 1L << 20, 24L << 20);
        Assert.Equal(cgroup.Path, result.Properties["CgroupPath"].Value);
    }

    private static string Script => "\"$((Get-Module OomTools).ModuleBase)/examples/Protect-Memory.ps1\"";

    private static void Require()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("A pressure trigger and reclaim need root on Linux.");
        if (!File.Exists("/proc/pressure/memory"))
            Assert.Skip("This kernel does not measure pressure (CONFIG_PSI).");
    }
}
