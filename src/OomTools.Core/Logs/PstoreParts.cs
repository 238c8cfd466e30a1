using OomTools.Text;

namespace OomTools.Logs;

/// <summary>
/// Puts the parts of a crash's log together. Each file begins with <c>Panic#1 Part2</c>; the kernel writes the newest text first, so
/// the highest part is the oldest text.
/// </summary>
internal static class PstoreParts
{
    /// <summary>A part is at most a few hundred KiB (ramoops); what is larger is no part.</summary>
    private const int MaxPart = 4 * 1024 * 1024;

    private const int MaxHeader = 64;

    /// <summary>Groups files by the crash they tell of, oldest first; files without such a head stand alone.</summary>
    public static IEnumerable<PstoreSource> Group(IEnumerable<string> paths)
    {
        var parts = paths.Select(path => (Path: path, Head: ReadHead(path))).ToList();
        return parts
            .GroupBy(part => part.Head is null ? part.Path : Path.GetDirectoryName(part.Path) + part.Head.Value.Reason + '#' + part.Head.Value.Count)
            .OrderBy(group => group.First().Head?.Count ?? 0)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.OrderByDescending(part => part.Head?.Part ?? 0).ThenBy(part => part.Path, StringComparer.Ordinal))
            .Select(group => new PstoreSource(group.First().Path, group.Select(part => part.Path).ToArray()));
    }

    /// <summary>The parts as one text, without their heads.</summary>
    public static Stream Join(IEnumerable<string> parts)
    {
        var text = new MemoryStream();
        foreach (string part in parts)
        {
            using Stream stream = LogFile.Open(part);
            int start = (int)text.Length;
            CopyPart(stream, text);
            RemoveHead(text, start);
            if (text.Length > 0 && text.GetBuffer()[text.Length - 1] != (byte)'\n')
                text.WriteByte((byte)'\n');
        }

        text.Position = 0;
        return text;
    }

    private static void CopyPart(Stream from, MemoryStream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        for (int left = MaxPart; left > 0 && (read = from.Read(buffer, 0, Math.Min(buffer.Length, left))) > 0; left -= read)
            to.Write(buffer, 0, read);
    }

    private static void RemoveHead(MemoryStream text, int start)
    {
        Span<byte> part = text.GetBuffer().AsSpan(start, (int)text.Length - start);
        int feed = part[..Math.Min(part.Length, MaxHeader)].IndexOf((byte)'\n');
        if (feed < 0 || !LostRecords.IsPstorePart(part[..feed]))
            return;
        part[(feed + 1)..].CopyTo(part);
        text.SetLength(text.Length - feed - 1);
        text.Position = text.Length;
    }

    private static (string Reason, long Count, long Part)? ReadHead(string path)
    {
        byte[] head = new byte[MaxHeader];
        int length;
        try
        {
            using Stream stream = LogFile.Open(path);
            length = stream.ReadAtLeast(head, MaxHeader, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // whoever reads it will say so
        }

        int feed = head.AsSpan(0, length).IndexOf((byte)'\n');
        if (feed < 0 || !LostRecords.IsPstorePart(head.AsSpan(0, feed)))
            return null;
        int hash = head.AsSpan(0, feed).IndexOf((byte)'#');
        var cursor = new ByteCursor(head.AsSpan(hash + 1, feed - hash - 1));
        return cursor.TryNumber(out long count) && cursor.Skip(" Part"u8) && cursor.TryNumber(out long part)
            ? (System.Text.Encoding.ASCII.GetString(head, 0, hash), count, part)
            : null;
    }
}
