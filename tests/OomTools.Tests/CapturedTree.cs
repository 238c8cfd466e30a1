namespace OomTools.Tests;

/// <summary>Captured proc trees: one of the fixtures, and all of the collection beside the checkout.</summary>
internal static class CapturedTree
{
    /// <summary>A machine with 256 MiB whose memory went to sockets, as it was while the OOM killer worked.</summary>
    public static string Slab => Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "during");

    /// <summary>The trees of the collection; skips the test where it is absent.</summary>
    public static string[] Collection()
    {
        string samples = Repository.Path("..", "shared", "samples");
        if (!Directory.Exists(samples))
            Assert.Skip("The collection of captures (../shared/samples) is not here.");
        return [.. Directory.EnumerateFiles(samples, "vmstat", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "proc")
            .Select(file => Path.GetFullPath(Path.Combine(file, "..", ".."))).Order(StringComparer.Ordinal)];
    }

    /// <summary>The lines of a file in a tree, each split at blanks: an independent and simple way to read it.</summary>
    public static IEnumerable<string[]> Fields(string tree, string file) =>
        File.ReadLines(Path.Combine(tree, "proc", file)).Select(line => line.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries));
}
