using System.Globalization;

namespace OomTools.Procfs;

/// <summary>
/// This process's bias in the OOM killer's choice, set for a while. Source: /proc/self/oom_score_adj, since 2.6.36. Whoever may not
/// lower it (CAP_SYS_RESOURCE) may raise it, and lower it again to what it was.
/// </summary>
/// <remarks>
/// The bias is the process's, and several runspaces of it may set one at a time: that of the latest holds, and with the last of them
/// what was before the first comes back.
/// </remarks>
internal sealed class OwnOomScore : IDisposable
{
    private const string Path = "/proc/self/oom_score_adj";

    // As many as there are of the file: one in the process.
    private static readonly List<OwnOomScore> s_open = [];
    private static string s_before = "";

    private readonly string _value;

    /// <summary>Sets it, -1000 (never) to 1000 (first).</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be lowered so far.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public OwnOomScore(int value)
    {
        _value = value.ToString(CultureInfo.InvariantCulture);
        lock (s_open)
        {
            string before = s_open.Count > 0 ? s_before : File.ReadAllText(Path).Trim();
            Write(_value);
            s_before = before;
            s_open.Add(this);
        }
    }

    /// <summary>Sets it back.</summary>
    public void Dispose()
    {
        lock (s_open)
        {
            bool isLatest = s_open.Count > 0 && s_open[^1] == this;
            if (s_open.Remove(this) && isLatest)
                Write(s_open.Count > 0 ? s_open[^1]._value : s_before);
        }
    }

    // A value and its end at once: the kernel takes each write as a whole one.
    private static void Write(string value)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }
}
