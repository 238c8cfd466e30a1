namespace OomTools.Logs;

/// <summary>Opens a log file, compressed or not, as text.</summary>
internal static class LogFile
{
    /// <summary>Enough for every magic number below.</summary>
    private const int MagicLength = 6;

    /// <summary>
    /// Opens a file. What it holds is told by its first bytes; an unreadable .gz is told by its name too. <c>.gz</c> is decompressed in
    /// process; xz, zstd, bzip2 and lz4 by the system's own program, which ends with the stream.
    /// </summary>
    /// <exception cref="ProgramMissingException">The decompressor is not installed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <remarks>Reading throws <see cref="CorruptLogException"/> where the compressed data are damaged; what came before is good.</remarks>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.SequentialScan,
            BufferSize = 0,
        });
        try
        {
            return Open(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file's first bytes, or the name of an unreadable one, say that it is compressed.</summary>
    public static bool IsCompressed(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[MagicLength];
        int length = file.ReadAtLeast(head, MagicLength, throwOnEndOfStream: false);
        return Decompressor(head.AsSpan(0, length)) is not null || IsGzip(head.AsSpan(0, length));
    }

    private static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    private static Stream Open(FileStream file, string path)
    {
        byte[] head = new byte[MagicLength];
        int length = file.ReadAtLeast(head, MagicLength, throwOnEndOfStream: false);
        string? program = Decompressor(head.AsSpan(0, length));
        if (program is not null)
        {
            file.Dispose();
            return Decompress(program, Path.GetFullPath(path));
        }

        Stream whole = new PeekedStream(head, length, file);
        if (file.CanSeek)
        {
            file.Position = 0;
            whole = file;
        }

        bool isGzip = IsGzip(head.AsSpan(0, length));
        bool isNamedGzip = length > 0 && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        return isGzip || isNamedGzip ? new GzipLogStream(whole, path) : whole;
    }

    private static string? Decompressor(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "zstd"
        : head.Length > 3 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9' ? "bzip2"
        : head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4d, 0x18]) ? "lz4"
        : null;

    private static ProgramStream Decompress(string program, string path) => ProgramStream.Start(
        program,
        ["-d", "-c", "--", path],
        $"Reading '{path}'",
        (code, error) => code == 0 ? null : new CorruptLogException(path, error.Length > 0 ? error : $"{program} ended with code {code}"));
}
