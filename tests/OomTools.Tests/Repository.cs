namespace OomTools.Tests;

/// <summary>Files of the checkout that the tests run in.</summary>
internal static class Repository
{
    private static readonly string s_root = FindRoot();

    /// <summary>A path in the checkout.</summary>
    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([s_root, .. parts]);

    /// <summary>A file of tests/Fixtures.</summary>
    public static string Fixture(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([s_root, "tests", "Fixtures", .. parts]);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "OomTools.psd1")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run in a checkout.");
    }
}
