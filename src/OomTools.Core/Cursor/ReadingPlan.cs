using OomTools.Logs;
using OomTools.Procfs;

namespace OomTools.Cursor;

/// <summary>What is new in a log since the last run: the rest of the file, or after rotation the rest of what it became and all that followed.</summary>
internal sealed class ReadingPlan
{
    private ReadingPlan(LogSegment[] segments, bool isPartLost)
    {
        Segments = segments;
        IsPartLost = isPartLost;
    }

    /// <summary>What to read, in the order of time.</summary>
    public LogSegment[] Segments { get; }

    /// <summary>The file was rotated and what it became is gone: what was written in between cannot be read.</summary>
    public bool IsPartLost { get; }

    /// <summary>Looks at a log and, where it is another file than it was, at the files beside it.</summary>
    /// <param name="path">The log; exists.</param>
    /// <param name="cursor">The last run's cursor.</param>
    public static ReadingPlan For(string path, LogCursor cursor)
    {
        if (IsDone(path, cursor))
            return new ReadingPlan([], isPartLost: false);
        if (FileMarks.Find(path, cursor.Files) is { } position)
            return new ReadingPlan([new LogSegment(path, position)], isPartLost: false);

        FilePosition? before = cursor.Files.LastOrDefault(file => file.Path == path);
        if (before is null)
            return new ReadingPlan([new LogSegment(path, null)], isPartLost: false);

        List<LogSegment> segments = [];
        DateTime newerThan = cursor.Written ?? DateTime.MinValue;
        bool isFound = false;
        foreach (FileInfo rotated in RotatedLogs.Beside(path).Reverse())
        {
            // Newest first, as far as the file that was read.
            isFound = Holds(rotated.FullName, before);
            if (isFound)
                segments.Add(new LogSegment(rotated.FullName, before));
            else if (rotated.LastWriteTimeUtc > newerThan)
                segments.Add(new LogSegment(rotated.FullName, FileMarks.Find(rotated.FullName, cursor.Files)));
            if (isFound)
                break;
        }

        segments.Reverse();
        segments.Add(new LogSegment(path, null));
        return new ReadingPlan([.. segments], isPartLost: !isFound && before.Length > 0);
    }

    /// <summary>A compressed file does not grow: what was read to its end need not be unpacked to see that it is the same.</summary>
    private static bool IsDone(string path, LogCursor cursor)
    {
        ulong? inode = NativeFile.Identity(path)?.Inode;
        long length = new FileInfo(path).Length;
        return inode is not null && cursor.Files.Any(file => file.Inode == inode && file.Length == length) && LogFile.IsCompressed(path);
    }

    private static bool Holds(string path, FilePosition position)
    {
        using Stream? log = FileMarks.TryResume(path, position);
        return log is not null;
    }
}
