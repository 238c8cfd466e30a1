namespace OomTools.Cursor;

/// <summary>How far a log file was read. What the file is, its content says: names and inode numbers go from one file to another.</summary>
internal sealed record FilePosition
{
    /// <summary>Bytes of a file's beginning, and before the position, that tell it from others.</summary>
    public const int MarkLength = 1024;

    /// <summary>Where it was then. Nearly always it still is.</summary>
    public required string Path { get; init; }

    /// <summary>Its inode number; null where the system does not say.</summary>
    public ulong? Inode { get; init; }

    /// <summary>Its length on disk then; tells a compressed file that was read whole.</summary>
    public long Length { get; init; }

    /// <summary>Bytes that <see cref="Head"/> is of.</summary>
    public int HeadLength { get; init; }

    /// <summary>Hash of the file's first bytes.</summary>
    public string Head { get; init; } = "";

    /// <summary>Where reading goes on, in bytes of the uncompressed text.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes before the offset that <see cref="Tail"/> is of.</summary>
    public int TailLength { get; init; }

    /// <summary>Hash of the bytes before the offset.</summary>
    public string Tail { get; init; } = "";

    /// <summary>Lines before the offset.</summary>
    public long Lines { get; init; }

    /// <summary>Reports that begin before this line were given.</summary>
    public long FirstLine { get; init; }

    /// <summary>Reports behind it that were given although one before them was not finished yet: the lines they begin on.</summary>
    public long[] Given { get; init; } = [];

    /// <summary>Whether the report that begins on this line was given before.</summary>
    public bool WasGiven(long line) => line < FirstLine || Array.IndexOf(Given, line) >= 0;
}
