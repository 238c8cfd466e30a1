using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>
/// Log files, followed: they grow, are rotated by rename or by truncation, or are not there yet.
/// </summary>
internal sealed class FollowedFiles : FollowedLog
{
    /// <summary>So much of a file's end is read, to know a report that is being printed there.</summary>
    private const long Tail = 256 * 1024;

    /// <summary>inotify says nothing of what another machine writes, or of a link's target that was rotated.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Without inotify.</summary>
    private static readonly TimeSpan s_frequentLook = TimeSpan.FromMilliseconds(250);

    private readonly FileEvents _events = new();
    private readonly List<Entry> _entries = [];
    private readonly Action<string, Exception> _fail;

    /// <summary>Begins at the files' present ends; a report that is being printed there is read whole.</summary>
    /// <param name="paths">Files, which need not exist.</param>
    /// <param name="options">What the logs do not say about themselves.</param>
    /// <param name="includeExisting">Begins at the files' beginnings.</param>
    /// <param name="fail">Told once what keeps a file from being read; it is tried again.</param>
    public FollowedFiles(IEnumerable<string> paths, OomLogOptions options, bool includeExisting, Action<string, Exception> fail)
    {
        _fail = fail;
        foreach (string path in paths)
        {
            var file = new FollowedFile(path);
            var entry = new Entry(file, new Part(new ReportFollower(file, options with { Source = path }, ReportFollower.FileSilence)));
            _entries.Add(entry);
            if (file.Look() == FileChange.Appeared && Open(entry, includeExisting ? long.MaxValue : Tail) && !includeExisting)
                PassOver(entry);
            _events.Add(path);
        }

        if (_events.Descriptor >= 0)
            WaitFor(_events.Descriptor);
        else
            WaitFor();
    }

    /// <inheritdoc/>
    public override bool Read()
    {
        _events.Clear();
        bool isRead = false;
        foreach (Entry entry in _entries)
        {
            try
            {
                isRead |= Read(entry);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(entry, e);
            }
        }

        return isRead;
    }

    /// <inheritdoc/>
    public override OomReport? Take()
    {
        foreach (Entry entry in _entries)
        {
            if (entry.Part.Follower.Take() is { } report)
                return report;
        }

        return null;
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (Entry entry in _entries)
            entry.Part.Follower.Finish();
    }

    /// <inheritdoc/>
    protected override TimeSpan Patience()
    {
        TimeSpan shortest = _events.Descriptor >= 0 ? s_look : s_frequentLook;
        foreach (Entry entry in _entries)
        {
            if (entry.Part.Patience is var patience && patience != Timeout.InfiniteTimeSpan && patience < shortest)
                shortest = patience;
        }

        return shortest;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        _events.Dispose();
        foreach (Entry entry in _entries)
            entry.Part.Follower.Dispose();
    }

    private bool Read(Entry entry)
    {
        if (entry.Part.ReadMore())
            return true;
        FileChange change = entry.File.Look();
        switch (change)
        {
            case FileChange.None:
                return false;
            case FileChange.Awaited:
                return Await(entry);
            case FileChange.Truncated:
                entry.Part.Follower.NextFile(areLinesLost: true);
                entry.File.Rewind();
                return true;
            case FileChange.Replaced:
                // What was written between the last read and the look.
                while (entry.Part.ReadMore())
                {
                }

                entry.Part.Follower.NextFile(areLinesLost: false);
                break;
        }

        bool isOpen = Open(entry, long.MaxValue);
        _events.Add(entry.File.Path);
        return isOpen;
    }

    /// <summary>The first line in the new file is to be noticed at once; what came before that was told is looked for once more.</summary>
    private bool Await(Entry entry)
    {
        if (entry.IsAwaited)
            return false;
        _events.Add(entry.File.Path);
        return entry.IsAwaited = true;
    }

    private bool Open(Entry entry, long tail)
    {
        try
        {
            entry.File.Reopen(tail);
            entry.HasFailed = entry.IsAwaited = false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(entry, e);
            return false;
        }
    }

    private void Fail(Entry entry, Exception e)
    {
        if (!entry.HasFailed)
            _fail(entry.File.Path, e);
        entry.HasFailed = true;
    }

    /// <summary>Reports that are over already are not wanted.</summary>
    private static void PassOver(Entry entry)
    {
        ReportFollower follower = entry.Part.Follower;
        while (entry.Part.ReadMore())
        {
        }

        follower.Settle();
        while (follower.Take() is not null)
        {
        }
    }

    private sealed class Entry(FollowedFile file, Part part)
    {
        public FollowedFile File => file;

        public Part Part => part;

        public bool HasFailed { get; set; }

        public bool IsAwaited { get; set; }
    }
}
