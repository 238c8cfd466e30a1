using System.Buffers;

namespace OomTools.Cursor;

/// <summary>The files that a log becomes when it is rotated, in its folder.</summary>
internal static class RotatedLogs
{
    private static readonly string[] s_compressed = ["", ".gz", ".xz", ".zst", ".bz2", ".lz4"];

    private static readonly SearchValues<char> s_mark = SearchValues.Create("0123456789-_");

    /// <summary>
    /// <c>kern.log.1</c>, <c>kern.log.2.gz</c>, <c>kern.log-20261124</c>, <c>kern-20261124.log</c>: oldest first.
    /// </summary>
    public static IReadOnlyList<FileInfo> Beside(string path)
    {
        string name = Path.GetFileName(path);
        if (new FileInfo(path).Directory is not { Exists: true } folder)
            return [];
        List<FileInfo> rotated = [.. folder.EnumerateFiles().Where(file => IsRotated(file.Name, name))];
        // A higher number is an older file; dates are told by the time of the last line as well.
        rotated.Sort((a, b) => a.LastWriteTimeUtc != b.LastWriteTimeUtc
            ? a.LastWriteTimeUtc.CompareTo(b.LastWriteTimeUtc)
            : b.Name.Length != a.Name.Length ? b.Name.Length - a.Name.Length : string.CompareOrdinal(b.Name, a.Name));
        return rotated;
    }

    private static bool IsRotated(string name, string log)
    {
        foreach (string ending in s_compressed)
        {
            if (!name.EndsWith(ending, StringComparison.Ordinal))
                continue;
            string plain = name[..^ending.Length];
            if (HasMark(plain, log, "") || HasMark(plain, Path.GetFileNameWithoutExtension(log), Path.GetExtension(log)))
                return true;
        }

        return false;
    }

    /// <summary>Between beginning and end stand a dot or a dash and digits, perhaps with dashes.</summary>
    private static bool HasMark(string name, string beginning, string end)
    {
        if (name.Length < beginning.Length + end.Length + 2 || !name.StartsWith(beginning, StringComparison.Ordinal) || !name.EndsWith(end, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> mark = name.AsSpan(beginning.Length, name.Length - beginning.Length - end.Length);
        return mark[0] is '.' or '-' && mark[1..].ContainsAnyInRange('0', '9') && !mark[1..].ContainsAnyExcept(s_mark);
    }
}
