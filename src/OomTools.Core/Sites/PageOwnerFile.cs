using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>
/// <c>/sys/kernel/debug/page_owner</c>: a block of text for every allocation of pages, separated by empty lines. Since 3.19 with
/// the boot option <c>page_owner=on</c>. Gigabytes on a large machine, so it is read piece by piece.
/// </summary>
internal static class PageOwnerFile
{
    public const string Path = "/sys/kernel/debug/page_owner";

    // A block has a stack of 16 frames and a few lines; a hostile file has no end of one.
    private const int BufferSize = 256 << 10;

    // include/linux/mmzone.h: no order is larger (MAX_PAGE_ORDER of arm64 with 64 KiB pages is 13).
    private const int MaximumOrder = 20;

    public static SystemReading<AllocationSite[]> Read(SystemRoot root, CancellationToken cancellation = default)
    {
        if (root.Resolve(Path) is not { } hostPath)
            return SystemReading<AllocationSite[]>.Failure(Path, SystemFileStatus.Failed, "The path leads nowhere.");
        if (!root.IsLive && System.IO.Path.Exists(hostPath) && !NativeFile.IsRegular(hostPath))
            return SystemReading<AllocationSite[]>.Failure(Path, SystemFileStatus.Failed, "Not a plain file.");
        try
        {
            using var stream = new FileStream(hostPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            return Parse(stream, root.PageSize, cancellation) is { } sites
                ? SystemReading<AllocationSite[]>.Ok(Path, sites)
                : SystemReading<AllocationSite[]>.Failure(Path, SystemFileStatus.Unrecognized);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return SystemReading<AllocationSite[]>.Failure(Path, SystemFile.StatusOf(error, hostPath), error.Message);
        }
    }

    /// <summary>Sites by the first caller that is no allocator; null when the text has no block.</summary>
    public static AllocationSite[]? Parse(Stream stream, int pageSize, CancellationToken cancellation = default)
    {
        var tally = new SiteTally(AllocationSiteMethod.PageOwner);
        byte[] buffer = new byte[BufferSize];
        bool any = false;
        int length = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = stream.Read(buffer, length, buffer.Length - length);
            length += read;
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, length);
            while (rest.IndexOf("\n\n"u8) is >= 0 and int end)
            {
                any |= AddBlock(tally, rest[..(end + 1)], pageSize);
                rest = rest[(end + 2)..];
            }
            if (read == 0)
                return any | AddBlock(tally, rest, pageSize) ? tally.ToSites() : null;
            // What fills the buffer without an end is no block.
            if (rest.Length == buffer.Length)
                rest = default;
            rest.CopyTo(buffer);
            length = rest.Length;
        }
    }

    private static bool AddBlock(SiteTally tally, ReadOnlySpan<byte> block, int pageSize)
    {
        int start = block.IndexOf("Page allocated via order "u8);
        if (start < 0)
            return false;
        block = block[start..];
        if (!KernelNumber.TryParsePrefix(block["Page allocated via order ".Length..], out long order) || order > MaximumOrder)
            return false;
        ReadOnlySpan<byte> frames = FramesOf(block);
        SymbolText site = AllocatorFrames.CallSite(frames);
        if (site.Text.IsEmpty)
            return false;
        long pages = 1L << (int)order;
        tally.Add(site, KernelNumber.Multiply(pages, pageSize), pages, frames);
        return true;
    }

    // After the lines about the page and its frame number; they begin with a blank, what follows them does not.
    private static ReadOnlySpan<byte> FramesOf(ReadOnlySpan<byte> block)
    {
        int start = block.IndexOf("\n "u8);
        if (start < 0)
            return default;
        ReadOnlySpan<byte> frames = block[(start + 1)..];
        int end = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(frames))
        {
            if (line.IsEmpty || line[0] != ' ')
                break;
            end += line.Length + 1;
        }
        return frames[..Math.Min(end, frames.Length)];
    }
}
