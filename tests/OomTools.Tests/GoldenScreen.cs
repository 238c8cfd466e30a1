namespace OomTools.Tests;

/// <summary>Expected screens: those under Golden were read and judged; OOMTOOLS_GOLDEN=write writes them anew.</summary>
internal static class GoldenScreen
{
    public static void AssertSame(string name, string actual)
    {
        string path = Repository.Path("tests", "OomTools.Tests", "Golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("OOMTOOLS_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
