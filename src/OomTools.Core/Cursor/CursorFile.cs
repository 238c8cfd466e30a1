using System.Diagnostics;
using OomTools.Procfs;

namespace OomTools.Cursor;

/// <summary>
/// A cursor on disk, held by one run at a time: a lock file beside it, which goes with the run, keeps others out. Saving replaces the
/// cursor in one step, so that it is always a whole one.
/// </summary>
internal sealed class CursorFile : IDisposable
{
    /// <summary>A run that reads only what is new is over by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Far more than any cursor has.</summary>
    private const long MaxLength = 64 << 20;

    private const int LookMilliseconds = 50;

    // EWOULDBLOCK of flock(2), ERROR_SHARING_VIOLATION: what .NET's exception says of a file that another one holds.
    private const int LinuxHeld = 11;
    private const int MacHeld = 35;
    private const int WindowsHeld = unchecked((int)0x80070020);

    private readonly string _path;
    private readonly FileStream _lock;

    private CursorFile(string path, FileStream file, LogCursor cursor)
    {
        _path = path;
        _lock = file;
        Cursor = cursor;
    }

    /// <summary>How far logs were read.</summary>
    public LogCursor Cursor { get; }

    /// <summary>Takes hold of a cursor and reads it. One that does not exist is of a first run.</summary>
    /// <exception cref="TimeoutException">Another run holds it.</exception>
    /// <exception cref="InvalidDataException">It is no cursor.</exception>
    /// <exception cref="IOException">It cannot be read, or nothing can be written beside it; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static CursorFile Open(string path, TimeSpan patience, CancellationToken cancellation)
    {
        // What a link leads to is replaced, not the link.
        path = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
        FileStream file = Lock(path + ".lock", patience, cancellation);
        try
        {
            return new CursorFile(path, file, LogCursor.Parse(Read(path)));
        }
        catch
        {
            Release(file);
            throw;
        }
    }

    /// <summary>Replaces the cursor's file by what it is now.</summary>
    public void Save(DateTime now)
    {
        string temporary = $"{_path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(Cursor.Format(now));
                // A machine that runs out of memory may be about to crash.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release(_lock);

    private static void Release(FileStream file)
    {
        // While it is still locked: whoever opened it meanwhile finds another file, or none, under the name.
        if (!file.SafeFileHandle.IsClosed && !OperatingSystem.IsWindows())
            File.Delete(file.Name);
        file.Dispose();
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxLength)
                throw new InvalidDataException("it is too long");
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static FileStream Lock(string path, TimeSpan patience, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryLock(path) is { } file)
                return file;
            if (Stopwatch.GetElapsedTime(start) >= patience)
                throw new TimeoutException($"'{path}' is held by another run.");
            cancellation.WaitHandle.WaitOne(LookMilliseconds);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Null when another one holds it.</summary>
    private static FileStream? TryLock(string path)
    {
        FileStream file;
        try
        {
            FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);
        }
        catch (IOException e) when (e.HResult is LinuxHeld or MacHeld or WindowsHeld)
        {
            // Whether the file is there tells nothing: by now it may have been given back.
            return null;
        }

        // The one who held it may have removed the name between our opening and our locking: then others do not see our lock.
        if (NativeFile.Identity(file.SafeFileHandle) == NativeFile.Identity(path))
            return file;
        file.Dispose();
        return null;
    }
}
