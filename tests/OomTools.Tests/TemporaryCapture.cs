namespace OomTools.Tests;

/// <summary>A copy of a captured tree that a test may change.</summary>
internal sealed class TemporaryCapture : IDisposable
{
    public TemporaryCapture(string tree)
    {
        Path = Directory.CreateTempSubdirectory("oomtools-").FullName;
        foreach (string file in Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories))
        {
            string copy = PathOf(System.IO.Path.GetRelativePath(tree, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Path { get; }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public void Dispose() => Directory.Delete(Path, true);
}
