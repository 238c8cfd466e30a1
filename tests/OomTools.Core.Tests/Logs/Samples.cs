namespace OomTools.Tests.Logs;

/// <summary>Captures beside the repository, read in place.</summary>
internal static class Samples
{
    /// <summary>The path of a capture; skips the test where captures are absent.</summary>
    public static string Path(string relative)
    {
        string? folder = Folder();
        if (folder is null)
            Assert.Skip("No captures: ../shared/samples is absent.");
        return System.IO.Path.Combine(folder, relative);
    }

    private static string? Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(at.FullName, "OomTools.psd1")))
                continue;
            string samples = System.IO.Path.Combine(at.Parent?.FullName ?? at.FullName, "shared", "samples");
            return Directory.Exists(samples) ? samples : null;
        }

        return null;
    }
}
