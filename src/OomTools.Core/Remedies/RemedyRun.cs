using System.Diagnostics;
using OomTools.Procfs;

namespace OomTools.Remedies;

/// <summary>What all remedies have in common: where they act, and how long the kernel takes.</summary>
internal sealed class RemedyRun(SystemRoot root, bool allowPlainFile, TimeProvider clock, CancellationToken cancellation)
{
    public SystemRoot Root => root;

    /// <summary>Whether plain files of a captured tree may be written.</summary>
    public bool AllowPlainFile => allowPlainFile;

    /// <summary>The file that was written last, as the kernel names it.</summary>
    public string Path { get; private set; } = "";

    /// <summary>When the last write began (UTC).</summary>
    public DateTime Time { get; private set; }

    /// <summary>How long the kernel took for the last write.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Writes, and measures how long that takes.</summary>
    public KnobResult Write(string path, string text)
    {
        Path = path;
        Time = clock.GetUtcNow().UtcDateTime;
        long start = Stopwatch.GetTimestamp();
        KnobResult result = KernelKnob.Write(root, path, text, allowPlainFile, cancellation);
        Duration = Stopwatch.GetElapsedTime(start);
        return result;
    }
}
