using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

/// <summary>A captured tree that a test makes for itself.</summary>
internal sealed class TemporaryTree : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public SystemRoot Root => new(_path);

    public string PathOf(string file) => Path.Combine(_path, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public void Link(string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.CreateSymbolicLink(PathOf(file), target);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
