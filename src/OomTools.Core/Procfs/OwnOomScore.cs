using System.Globalization;

namespace OomTools.Procfs;

/// <summary>
/// This process's bias in the OOM killer's choice, set for a while. Source: /proc/self/oom_score_adj, since 2.6.36. Whoever may not
/// lower it (CAP_SYS_RESOURCE) may raise it, and lower it again to what it was.
/// </summary>
internal sealed class OwnOomScore : IDisposable
{
    private const string Path = "/proc/self/oom_score_adj";

    private string? _before;

    /// <summary>Sets it, -1000 (never) to 1000 (first).</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be lowered so far.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public OwnOomScore(int value)
    {
        string before = File.ReadAllText(Path).Trim();
        Write(value.ToString(CultureInfo.InvariantCulture));
        _before = before;
    }

    /// <summary>Sets it back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _before, null) is { } before)
            Write(before);
    }

    // A value and its end at once: the kernel takes each write as a whole one.
    private static void Write(string value)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }
}
