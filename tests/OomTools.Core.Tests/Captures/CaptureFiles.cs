namespace OomTools.Tests.Captures;

/// <summary>Where captures lie: the project's own fixtures, and the larger collection beside the checkout.</summary>
internal static class CaptureFiles
{
    private static readonly string s_repository = FindRepository();

    /// <summary>A file of the project.</summary>
    public static string Repository(string path) => Path.Combine(s_repository, path);

    /// <summary>A capture that the project ships.</summary>
    public static string Fixture(string path) => Path.Combine(s_repository, "tests", "Fixtures", path);

    /// <summary>A capture of the collection; skips the test where the collection is absent.</summary>
    public static string Sample(string path)
    {
        string root = Path.Combine(s_repository, "..", "shared", "samples");
        if (!Directory.Exists(root))
            Assert.Skip("The collection of captures (../shared/samples) is not beside this checkout.");
        return Path.GetFullPath(Path.Combine(root, path));
    }

    /// <summary>All runs of the collection, as <c>kernel/run</c>; one entry that skips where the collection is absent.</summary>
    public static IEnumerable<string> Runs()
    {
        string root = Path.Combine(s_repository, "..", "shared", "samples");
        if (!Directory.Exists(root))
            return ["collection-is-absent"];
        return Directory.EnumerateFiles(root, "truth.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>All reports of a file.</summary>
    public static OomReport[] Read(string file)
    {
        using var reader = new OomLogReader(File.OpenRead(file), new OomLogOptions
        {
            Source = file,
            ReferenceTime = new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc),
            TimeZone = TimeZoneInfo.Utc,
        });
        List<OomReport> reports = [];
        while (reader.Read(TestContext.Current.CancellationToken) is { } report)
            reports.Add(report);
        return [.. reports];
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OomTools.psd1")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("The tests do not lie inside a checkout.");
    }
}
