namespace OomTools.Tests;

/// <summary>A script in a temporary file.</summary>
internal sealed class ScriptFile : IDisposable
{
    public ScriptFile(string text)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"oomtools-{Guid.NewGuid():N}.ps1");
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
