using System.Diagnostics;
using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>A memory cgroup of our own with a limit, in the v1 or the v2 hierarchy; removed on dispose.</summary>
internal sealed class MemoryCgroup : IDisposable
{
    private readonly string _folder;

    private MemoryCgroup(string folder, string path, bool isV2)
    {
        _folder = folder;
        Path = path;
        IsV2 = isV2;
    }

    /// <summary>Whether it is in the v2 hierarchy.</summary>
    public bool IsV2 { get; }

    /// <summary>Bytes charged to it now.</summary>
    public long Usage() => long.Parse(
        File.ReadAllText(System.IO.Path.Combine(_folder, IsV2 ? "memory.current" : "memory.usage_in_bytes")), CultureInfo.InvariantCulture);

    /// <summary>Whether the kernel reclaims its memory on demand.</summary>
    public bool CanReclaim => File.Exists(System.IO.Path.Combine(_folder, IsV2 ? "memory.reclaim" : "memory.force_empty"));

    /// <summary>From now on all of its processes die with the one that the kernel chooses; skips the test where the kernel has no such thing.</summary>
    public void DieAsOne()
    {
        string file = System.IO.Path.Combine(_folder, "memory.oom.group");
        if (!File.Exists(file))
            Assert.Skip("There is no memory.oom.group here: it is part of the v2 hierarchy, since 4.19.");
        File.WriteAllText(file, "1");
    }

    /// <summary>The path as the kernel prints it in reports.</summary>
    public string Path { get; }

    /// <summary>The file that takes process ids.</summary>
    public string Processes => System.IO.Path.Combine(_folder, "cgroup.procs");

    /// <summary>Sets another limit, or the least that the kernel takes now; returns it.</summary>
    public long Limit(long bytes)
    {
        for (; ; bytes += 4L << 20)
        {
            try
            {
                File.WriteAllText(System.IO.Path.Combine(_folder, IsV2 ? "memory.max" : "memory.limit_in_bytes"), bytes.ToString(CultureInfo.InvariantCulture));
                return bytes;
            }
            catch (IOException) when (bytes < 1L << 30)
            {
                // v1: it cannot take that much away at once.
            }
        }
    }

    /// <summary>A shell command by which the shell enters the cgroup, so that every page it takes from then on is charged here.</summary>
    public string Enter => $"echo $$ > '{_folder}/cgroup.procs'";

    /// <summary>Makes a cgroup limited to <paramref name="limit"/> bytes; skips the test where that cannot be done.</summary>
    public static MemoryCgroup Create(string name, long limit)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("A cgroup needs Linux.");
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("Making a cgroup needs root.");

        // Process ids come round, and the kernel log remembers.
        string unique = $"{name}-{Guid.NewGuid():N}";
        bool isV2 = File.Exists("/sys/fs/cgroup/cgroup.controllers");
        string root = isV2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
        if (!Directory.Exists(root))
            Assert.Skip("No memory cgroup hierarchy is mounted under /sys/fs/cgroup.");

        string folder = System.IO.Path.Combine(root, unique);
        try
        {
            if (isV2)
                File.WriteAllText("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
            Directory.CreateDirectory(folder);
            File.WriteAllText(
                System.IO.Path.Combine(folder, isV2 ? "memory.max" : "memory.limit_in_bytes"),
                limit.ToString(CultureInfo.InvariantCulture));
            if (isV2 && File.Exists(System.IO.Path.Combine(folder, "memory.swap.max")))
                File.WriteAllText(System.IO.Path.Combine(folder, "memory.swap.max"), "0");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("The memory controller cannot be used here: " + e.Message);
        }

        return new MemoryCgroup(folder, "/" + unique, isV2);
    }

    /// <summary>Runs a command inside the cgroup to its end. Returns its process id and exit code (137 after SIGKILL).</summary>
    public (int Pid, int ExitCode) Run(string command)
    {
        string script = $"{Enter}; exec {command}";
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.Id, process.ExitCode);
    }

    /// <summary>
    /// Has the kernel kill a process here that takes all there is, and print a whole report of it. Returns its process id.
    /// A storm, of which the kernel prints the first ten, calls <see cref="Run"/>.
    /// </summary>
    public int Kill()
    {
        MachineKills.WaitUntilReportsAreWhole();
        // tail keeps the last line of its input, and /dev/zero has no line end: it grows until it meets the limit.
        (int pid, int exitCode) = Run("tail /dev/zero");
        Assert.Equal(137, exitCode);
        return pid;
    }

    /// <summary>The kills that the kernel counted here; null before 4.13.</summary>
    public long? KillCount()
    {
        string file = System.IO.Path.Combine(_folder, File.Exists(System.IO.Path.Combine(_folder, "memory.events")) ? "memory.events" : "memory.oom_control");
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a command inside the cgroup; whoever starts it ends it.</summary>
    public Process Start(string command) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ > '{_folder}/cgroup.procs'; exec {command}"]))!;

    public void Dispose()
    {
        // Killed processes leave the cgroup a moment after their parent has reaped them.
        for (int attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                Directory.Delete(_folder);
                return;
            }
            catch (IOException)
            {
                Task.Delay(20).Wait();
            }
        }
    }
}
