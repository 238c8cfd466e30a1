using System.Diagnostics;
using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>A process in a cgroup that holds as much memory as it was given: tail keeps its input as long as no line ends.</summary>
internal sealed class MemoryHolder : IDisposable
{
    private static readonly byte[] s_chunk = new byte[64 << 10];

    private readonly Process _process;

    private MemoryHolder(Process process) => _process = process;

    public int Pid => _process.Id;

    public bool IsAlive => !_process.HasExited;

    /// <summary>137 after SIGKILL.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts one that holds nothing yet.</summary>
    public static MemoryHolder Start(MemoryCgroup cgroup, int adjustment)
    {
        string script = string.Create(CultureInfo.InvariantCulture, $"echo {adjustment} 2>/dev/null > /proc/self/oom_score_adj; {cgroup.Enter}; exec tail -n 1");
        return new MemoryHolder(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
    }

    /// <summary>Gives it memory; false when it ended meanwhile.</summary>
    public bool Give(long bytes)
    {
        try
        {
            for (long given = 0; given < bytes; given += s_chunk.Length)
                _process.StandardInput.BaseStream.Write(s_chunk);
            _process.StandardInput.BaseStream.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until the shell has become what holds that much: what it was given may still be on its way.</summary>
    public void WaitForStart(long bytes)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            string[] status = File.ReadAllLines($"/proc/{Pid}/status");
            if (status[0] == "Name:\ttail" && Kilobytes(status, "VmRSS:") * 1024 >= bytes)
                return;
            Task.Delay(10).Wait();
        }

        Assert.Fail($"The process does not hold {bytes} bytes.");
    }

    public void Dispose()
    {
        if (IsAlive)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static long Kilobytes(string[] status, string name) => long.Parse(
        Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2] ?? "0",
        CultureInfo.InvariantCulture);
}
