using System.Diagnostics;
using System.Runtime.Versioning;

namespace OomTools.Live.Tests;

/// <summary>The cmdlets that read the running kernel, by a user who is not root and by root: nothing throws.</summary>
[SupportedOSPlatform("linux")]
public class EveryUserTests
{
    private const string Nobody = "65534";

    // What each gives: the number of objects and the ids of the errors.
    private const string Script = """
        $WarningPreference = 'SilentlyContinue'
        foreach ($command in 'Get-SlabInfo', 'Get-BuddyInfo', 'Get-BuddyInfo -MigrateType', 'Get-ZoneInfo', 'Get-VmStat', 'Get-VmStat -Derived',
            'Get-VmStat -Interval 0.1 -Count 1', 'Get-MemoryUsage', 'Get-MemoryPressure', 'Get-MemorySnapshot', 'Get-MemorySnapshot | Compare-MemorySnapshot -Top 1') {
            $problems = @()
            $objects = @(. ([scriptblock]::Create("$command -ErrorAction SilentlyContinue -ErrorVariable problems")))
            "$command`: $($objects.Count -gt 0) $($problems.ForEach{ $_.FullyQualifiedErrorId.Split(',')[0] })"
        }
        """;

    [Fact]
    public void Root_gets_everything_without_an_error()
    {
        NeedRoot();
        Assert.All(Lines(null), line => Assert.EndsWith(": True ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Others_get_everything_but_what_is_for_root_and_are_told_so()
    {
        NeedRoot();
        string[] lines = Lines(Nobody);
        string[] forRoot = ["Get-SlabInfo: False SystemFileAccessDenied", "Get-BuddyInfo -MigrateType: False SystemFileAccessDenied"];
        Assert.Equal(forRoot, lines.Where(line => line.Contains("Denied", StringComparison.Ordinal)));
        Assert.All(lines.Except(forRoot), line => Assert.EndsWith(": True ", line, StringComparison.Ordinal));
    }

    private static void NeedRoot()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Needs root on Linux, who may become another user.");
        if (!File.Exists("/proc/pressure/memory"))
            Assert.Skip("This kernel measures no pressure.");
    }

    private static string[] Lines(string? user)
    {
        string home = Directory.CreateTempSubdirectory("oomtools-").FullName;
        try
        {
            File.SetUnixFileMode(home, (UnixFileMode)0b111_111_111);
            string[] shell = ["dotnet", Path.Combine(AppContext.BaseDirectory, "OomTools.Shell.dll"), "-Command", Script];
            string[] command = user is null ? shell : ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", .. shell];
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
                Environment = { ["HOME"] = home, ["TMPDIR"] = home, ["DOTNET_CLI_HOME"] = home },
            })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (user is not null && output.Length == 0 && process.ExitCode != 0)
                Assert.Skip("Another user cannot run the shell from this folder: " + error.Result);
            Assert.Equal("", error.Result);
            return output.TrimEnd('\n').Split('\n');
        }
        finally
        {
            Directory.Delete(home, true);
        }
    }
}
