using System.Diagnostics;

namespace OomTools.Live.Tests;

/// <summary>What everybody may read comes without an error; what is for root is null, or said.</summary>
public class OrdinaryUserTests
{
    private const string Nobody = "65534";

    [Fact]
    public void Candidates_and_allocation_tests_need_no_root()
    {
        string[] lines = RunAsNobody("""
            $candidates = @(Get-OomCandidate)
            $candidates[0].Rank
            ($candidates | Where-Object Pid -eq 1).Exemption
            @($candidates | Where-Object { $_.Uid -ne 65534 -and $null -ne $_.Freeable }).Count
            @(Test-PageAllocation -Order 0 | Where-Object Missing -like '*pagetypeinfo*').Count -gt 0
            Test-PageAllocation -Order 0 -Quiet
            $Error.Count
            """);
        Assert.Equal(["1", "Init", "0", "True", "True", "0"], lines);
    }

    [Fact]
    public void Shrinkers_and_traces_say_that_they_need_root()
    {
        // Whether debugfs is mounted everybody may see; what is in it is for root.
        bool isMounted = File.Exists("/proc/self/mountinfo") && File.ReadAllText("/proc/self/mountinfo").Contains(" - debugfs ", StringComparison.Ordinal);
        string[] lines = RunAsNobody("""
            $ErrorActionPreference = 'SilentlyContinue'
            Measure-KernelShrinker -Duration 1
            Measure-KernelShrinker -While { }
            Get-KernelShrinker
            foreach ($one in $Error) { ($one.FullyQualifiedErrorId -split ',')[0] }
            $Error[1].Exception.Message -like '*Run as root*'
            """);
        Assert.Equal([isMounted ? "SystemFileAccessDenied" : "DebugFileSystemNotMounted", "TraceAccessDenied", "TraceAccessDenied", "True"], lines);
    }

    private static string[] RunAsNobody(string script)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Becoming another user needs root on Linux.");
        string shell = Path.Combine(AppContext.BaseDirectory, "OomTools.Shell.dll");
        if (Run(["test", "-r", shell], null).ExitCode != 0)
            Assert.Skip("Other users may not read this checkout.");

        string home = Directory.CreateTempSubdirectory("oomtools-nobody-").FullName;
        try
        {
            using (Process open = Process.Start("chmod", ["777", home]))
                open.WaitForExit();
            (int exitCode, string output) = Run(["dotnet", shell, "-Command", script], home);
            Assert.True(exitCode == 0, output);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        finally
        {
            Directory.Delete(home, true);
        }
    }

    private static (int ExitCode, string Output) Run(string[] command, string? home)
    {
        var start = new ProcessStartInfo("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", .. command]) { RedirectStandardOutput = true };
        foreach (string variable in home is null ? [] : new[] { "HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME" })
            start.Environment[variable] = home;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
