using System.Security.Cryptography;
using OomTools.Logs;
using OomTools.Procfs;

namespace OomTools.Cursor;

/// <summary>Tells whether a file is the one that was read, whatever it is called now, compressed or not, and finds the place in it.</summary>
internal static class FileMarks
{
    /// <summary>Enough that no other log begins and goes on the same way; fewer need the name or the inode number as well.</summary>
    private const int EnoughBytes = 256;

    /// <summary>Opens a file at a position; null when it is another file, or has been cut.</summary>
    public static Stream? TryResume(string path, FilePosition position)
    {
        bool isKnown = position.Path == path || (position.Inode is { } inode && inode == NativeFile.Identity(path)?.Inode);
        if (!isKnown && position.HeadLength < EnoughBytes)
            return null;
        Stream log = LogFile.Open(path);
        try
        {
            if (At(log, position) is { } there)
                return there;
        }
        catch (CorruptLogException)
        {
            // A cut .gz is not the file that was read to this place.
        }
        catch
        {
            log.Dispose();
            throw;
        }

        log.Dispose();
        return null;
    }

    /// <summary>The known position of a file, whatever it was called then; null for one that is new.</summary>
    public static FilePosition? Find(string path, IReadOnlyList<FilePosition> positions)
    {
        if (positions.Count == 0)
            return null;
        byte[] head;
        using (Stream log = LogFile.Open(path))
            head = ReadUpTo(log, FilePosition.MarkLength);
        // Nearly all have the same length.
        var hashes = new Dictionary<int, string>();
        FilePosition? best = null;
        foreach (FilePosition position in positions)
        {
            int length = position.HeadLength;
            if (length > head.Length || (best is not null && position.Offset <= best.Offset))
                continue;
            if (!hashes.TryGetValue(length, out string? hash))
                hashes.Add(length, hash = Hash(head.AsSpan(0, length)));
            if (hash != position.Head)
                continue;
            using Stream? there = TryResume(path, position);
            best = there is null ? best : position;
        }

        return best;
    }

    /// <summary>Where a line begins, counted on from a place before it.</summary>
    public static long OffsetOf(Stream log, long offset, long lines, long line)
    {
        byte[] bytes = new byte[64 * 1024];
        int read;
        while (lines < line - 1 && (read = log.Read(bytes)) > 0)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(0, read);
            int feed;
            while (lines < line - 1 && (feed = rest.IndexOf((byte)'\n')) >= 0)
            {
                lines++;
                offset += feed + 1;
                rest = rest[(feed + 1)..];
            }

            offset += lines < line - 1 ? rest.Length : 0;
        }

        return offset;
    }

    /// <summary>The position for an offset that has been read up to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">In bytes of the uncompressed text.</param>
    public static FilePosition Mark(string path, long offset)
    {
        using Stream log = LogFile.Open(path);
        byte[] head = ReadUpTo(log, FilePosition.MarkLength);
        int tail = (int)Math.Min(offset, FilePosition.MarkLength);
        byte[] before = Before(log, head, offset, tail) ?? throw new EndOfStreamException($"'{path}' became shorter while it was read.");
        return new FilePosition
        {
            Path = path,
            Inode = NativeFile.Identity(path)?.Inode,
            Length = new FileInfo(path).Length,
            HeadLength = head.Length,
            Head = Hash(head),
            Offset = offset,
            TailLength = tail,
            Tail = Hash(before),
        };
    }

    private static Stream? At(Stream log, FilePosition position)
    {
        byte[] head = ReadUpTo(log, position.HeadLength);
        if (Hash(head) != position.Head || Before(log, head, position.Offset, position.TailLength) is not { } before || Hash(before) != position.Tail)
            return null;
        if (log.CanSeek)
            log.Position = position.Offset;
        else if (position.Offset < head.Length)
            return new PeekedStream(head[(int)position.Offset..], head.Length - (int)position.Offset, log);
        return log;
    }

    /// <summary>The bytes before an offset, of which the head has been read already; null when there are fewer.</summary>
    private static byte[]? Before(Stream log, byte[] head, long offset, int length)
    {
        long start = offset - length;
        if (start >= head.Length)
            return Skip(log, start - head.Length) && ReadUpTo(log, length) is { } bytes && bytes.Length == length ? bytes : null;
        byte[] known = head[(int)start..(int)Math.Min(head.Length, offset)];
        byte[] whole = [.. known, .. ReadUpTo(log, length - known.Length)];
        return whole.Length == length ? whole : null;
    }

    private static byte[] ReadUpTo(Stream log, int length)
    {
        byte[] bytes = new byte[length];
        return bytes[..log.ReadAtLeast(bytes, length, throwOnEndOfStream: false)];
    }

    private static bool Skip(Stream log, long count)
    {
        if (log.CanSeek)
        {
            if (log.Position + count > log.Length)
                return false;
            log.Position += count;
            return true;
        }

        byte[] sink = new byte[64 * 1024];
        while (count > 0)
        {
            int read = log.Read(sink, 0, (int)Math.Min(count, sink.Length));
            if (read == 0)
                return false;
            count -= read;
        }

        return true;
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..32];
}
