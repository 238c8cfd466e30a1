using System.Text;

namespace OomTools.Logs;

/// <summary>
/// Tells by inotify that something happened to one of some files; what it was, a look at the files says. Where there is no inotify
/// (another system, a limit), or it tells nothing (a file of another machine), somebody has to look from time to time.
/// </summary>
internal sealed class FileEvents : IDisposable
{
    private readonly byte[] _events = new byte[16 * 1024];
    private int _descriptor = -1;

    public FileEvents()
    {
        if (OperatingSystem.IsLinux())
            _descriptor = NativeWait.InotifyOpen(NativeWait.NonBlocking | NativeWait.CloseOnExec);
    }

    /// <summary>To be waited for; negative where there is no inotify.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Watches the file that a path stands for now, and the folder in which another one may take its name.</summary>
    public void Add(string path)
    {
        if (_descriptor < 0)
            return;
        // A file that is watched already is watched once.
        _ = NativeWait.InotifyAdd(_descriptor, Bytes(path), NativeWait.Modified);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            _ = NativeWait.InotifyAdd(_descriptor, Bytes(folder), NativeWait.Created | NativeWait.MovedTo);
    }

    /// <summary>Forgets the events that came: they were noticed.</summary>
    public void Clear()
    {
        while (_descriptor >= 0 && NativeWait.Read(_descriptor, _events, (nuint)_events.Length) > 0)
        {
        }
    }

    public void Dispose()
    {
        int descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
            _ = NativeWait.Close(descriptor);
    }

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + '\0');
}
