namespace OomTools.Live.Tests;

/// <summary>A folder of our own whose files have page cache that can be reclaimed: no tmpfs, where memory is the disk. Removed on dispose.</summary>
internal sealed class DiskFolder : IDisposable
{
    private DiskFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes one among temporary files; skips the test where those are in memory.</summary>
    public static DiskFolder Create(string name)
    {
        foreach (string parent in new[] { System.IO.Path.GetTempPath(), "/var/tmp" })
        {
            if (Directory.Exists(parent) && new DriveInfo(parent).DriveFormat is not ("tmpfs" or "ramfs"))
                return new DiskFolder(Directory.CreateDirectory(System.IO.Path.Combine(parent, $"{name}-{Environment.ProcessId}-{Random.Shared.Next():x}")).FullName);
        }

        Assert.Skip("Temporary files are in memory here: their cache cannot be reclaimed.");
        throw new InvalidOperationException();
    }

    public void Dispose() => Directory.Delete(Path, true);
}
