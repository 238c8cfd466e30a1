namespace OomTools.Core.Tests.Oom;

/// <summary>The captures beside the repository, where they are.</summary>
internal static class Samples
{
    public static string? Root { get; } = Find();

    /// <summary>Skips the test where the captures are not there.</summary>
    public static string RequireRoot()
    {
        Assert.SkipWhen(Root is null, "No captures: ../shared/samples is not beside the repository.");
        return Root!;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OomTools.psd1")))
            {
                string samples = Path.Combine(folder.FullName, "..", "shared", "samples");
                return Directory.Exists(samples) ? Path.GetFullPath(samples) : null;
            }
        }

        return null;
    }
}
