using Microsoft.Win32.SafeHandles;
using OomTools.Procfs;

namespace OomTools.Logs;

/// <summary>
/// A log file that grows, as a stream that gives 0 bytes at its present end. Rotation by rename and by truncation is noticed when
/// somebody looks; the stream goes on with the new file when it is told to.
/// </summary>
internal sealed class FollowedFile(string path) : ForwardStream
{
    private SafeFileHandle? _file;
    private FileIdentity? _identity;
    private DateTime _created;

    public string Path => path;

    public bool IsOpen => _file is not null;

    /// <summary>Read so far of the present file.</summary>
    public long ReadCount { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_file is null)
            return 0;
        int read = RandomAccess.Read(_file, buffer, ReadCount);
        ReadCount += read;
        return read;
    }

    /// <summary>Whether this is still the file to read.</summary>
    public FileChange Look()
    {
        var present = new FileInfo(path);
        if (!present.Exists)
            return FileChange.None;
        if (_file is null)
            return FileChange.Appeared;
        if (IsOther(present))
        {
            // The writer goes on in the old file until it is told of the rotation; the first byte in the new one says that it was.
            return present.Length > 0 ? FileChange.Replaced : FileChange.Awaited;
        }

        return RandomAccess.GetLength(_file) < ReadCount ? FileChange.Truncated : FileChange.None;
    }

    /// <summary>Goes on with the file that the name stands for now.</summary>
    /// <param name="tail">Only so much of its end.</param>
    /// <exception cref="IOException">It cannot be opened; also <see cref="UnauthorizedAccessException"/>. No file is open then.</exception>
    public void Reopen(long tail = long.MaxValue)
    {
        _file?.Dispose();
        _file = null;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _identity = NativeFile.Identity(_file);
        _created = File.GetCreationTimeUtc(path);
        ReadCount = Math.Max(0, RandomAccess.GetLength(_file) - tail);
    }

    /// <summary>Begins the same file again.</summary>
    public void Rewind() => ReadCount = 0;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }

    private bool IsOther(FileInfo present) =>
        _identity is { } identity ? NativeFile.Identity(path) is { } now && now != identity : present.CreationTimeUtc != _created;
}
