using OomTools.Procfs;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Procfs;

/// <summary>The captured trees (before, during, after …) of all runs, and an independent, simple reading of their files.</summary>
internal static class Snapshot
{
    /// <summary>All trees as <c>kernel/run/moment</c>; one that skips where the collection is absent.</summary>
    public static IEnumerable<TheoryDataRow<string>> All()
    {
        foreach (string run in CaptureFiles.Runs())
        {
            if (run == "collection-is-absent")
                yield return run;
            else
            {
                foreach (string directory in Directory.GetDirectories(CaptureFiles.Sample(run)).Order(StringComparer.Ordinal))
                {
                    if (File.Exists(Path.Combine(directory, "proc/meminfo")))
                        yield return $"{run}/{Path.GetFileName(directory)}";
                }
            }
        }
    }

    public static SystemRoot Root(string snapshot) => new(CaptureFiles.Sample(snapshot));

    public static string[] Lines(string snapshot, string file) => File.ReadAllLines(Path.Combine(CaptureFiles.Sample(snapshot), file));

    public static byte[] Bytes(string snapshot, string file) => File.ReadAllBytes(Path.Combine(CaptureFiles.Sample(snapshot), file));

    public static string[] Fields(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    public static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A line's value in meminfo as printed, in kB or as a count.</summary>
    public static long? MemInfo(string snapshot, string name)
    {
        string? line = Array.Find(Lines(snapshot, "proc/meminfo"), text => text.StartsWith(name + ":", StringComparison.Ordinal));
        return line is null ? null : Number(Fields(line)[1]);
    }
}
