using System.Buffers;

namespace OomTools.Procfs;

/// <summary>The content of a kernel file in a pooled buffer, or why there is none. Dispose to give the buffer back.</summary>
internal sealed class SystemFile : IDisposable
{
    /// <summary>Far beyond any memory file (allocinfo, the largest, has a few MB); bounds what a hostile capture costs.</summary>
    public const int MaximumLength = 64 << 20;

    // Holds slabinfo, vmstat and zoneinfo of most machines at once.
    private const int FirstBuffer = 64 << 10;

    private byte[]? _buffer;
    private readonly int _length;

    private SystemFile(string path, byte[] buffer, int length)
    {
        Path = path;
        _buffer = buffer;
        _length = length;
    }

    public SystemFile(string path, SystemFileStatus status, string? error = null)
    {
        Path = path;
        Status = status;
        Error = error;
    }

    /// <summary>The file, as the kernel names it.</summary>
    public string Path { get; }

    /// <summary>Whether it could be read.</summary>
    public SystemFileStatus Status { get; }

    /// <summary>The operating system's words when it could not be read.</summary>
    public string? Error { get; }

    /// <summary>The content; empty when it could not be read.</summary>
    public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _length);

    /// <summary>Reads <paramref name="hostPath"/> to its end. Files in /proc say their size is 0, so it is not asked for.</summary>
    public static SystemFile Read(string path, string hostPath)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        int length = 0;
        try
        {
            // Sharing everything spares .NET an flock on the kernel's file.
            using var handle = File.OpenHandle(hostPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            while (true)
            {
                if (length == buffer.Length && !TryGrow(ref buffer, length))
                    return Give(buffer, path, SystemFileStatus.TooLarge, null);
                int read = RandomAccess.Read(handle, buffer.AsSpan(length), length);
                if (read <= 0)
                    return new SystemFile(path, buffer, length);
                length += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Give(buffer, path, StatusOf(error, hostPath), error.Message);
        }
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
    }

    /// <summary>What an exception of the file system means.</summary>
    public static SystemFileStatus StatusOf(Exception error, string hostPath) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => SystemFileStatus.Missing,
        // .NET says "access denied" for a directory as well.
        UnauthorizedAccessException when Directory.Exists(hostPath) => SystemFileStatus.Failed,
        UnauthorizedAccessException => SystemFileStatus.PermissionDenied,
        _ => SystemFileStatus.Failed,
    };

    private static bool TryGrow(ref byte[] buffer, int length)
    {
        if (length >= MaximumLength)
            return false;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, MaximumLength));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    private static SystemFile Give(byte[] buffer, string path, SystemFileStatus status, string? error)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        return new SystemFile(path, status, error);
    }
}
