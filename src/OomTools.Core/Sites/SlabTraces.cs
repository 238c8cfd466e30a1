using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>
/// Who took the objects of a slab cache: <c>/sys/kernel/debug/slab/CACHE/alloc_traces</c> (since 5.14), before that
/// <c>/sys/kernel/slab/CACHE/alloc_calls</c>. Only of caches that the boot option <c>slab_debug=U</c> (<c>slub_debug=U</c>) names.
/// </summary>
internal static class SlabTraces
{
    private const string DebugFileSystem = "/sys/kernel/debug";
    private const string DebugDirectory = DebugFileSystem + "/slab";
    private const string SlabDirectory = "/sys/kernel/slab";

    /// <summary>Reads all traced caches. Missing when the kernel traces none.</summary>
    public static SystemReading<AllocationSite[]> Read(SystemRoot root, CancellationToken cancellation = default)
    {
        var tally = new SiteTally(AllocationSiteMethod.SlabTraces);
        bool any = false;
        SystemFileStatus status = root.IsDenied(DebugFileSystem) ? SystemFileStatus.PermissionDenied : SystemFileStatus.Missing;
        SlabCache[] caches = SlabInfo.Read(root).Value ?? [];
        foreach ((string cache, string path) in Files(root))
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsUntraced(root, cache))
                continue;
            using SystemFile file = root.Read(path);
            if (file.Status is SystemFileStatus.PermissionDenied)
                status = file.Status;
            if (file.Status == SystemFileStatus.Ok)
                any |= Add(tally, cache, file.Content, SizeOf(root, cache, caches));
        }
        return any
            ? SystemReading<AllocationSite[]>.Ok(DebugDirectory, tally.ToSites())
            : SystemReading<AllocationSite[]>.Failure(DebugDirectory, status);
    }

    /// <summary>
    /// Adds the rows of one file: <c>  26761 sk_prot_alloc+0x30/0x110 age=1843/4774/10092 pid=457</c>, since 5.19 with the
    /// stack below. False when there are none (<c>No data</c>).
    /// </summary>
    public static bool Add(SiteTally tally, string cache, ReadOnlySpan<byte> text, long objectSize)
    {
        bool any = false;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> row = TakeLine(ref text);
            var fields = new FieldCursor(row);
            if (IsFrame(row) || !fields.TryNext(out long objects) || objects < 0)
                continue;
            ReadOnlySpan<byte> stack = TakeStack(ref text);
            ReadOnlySpan<byte> rest = fields.Rest;
            SymbolText symbol = SymbolText.Take(ref rest);
            if (symbol.Text.IsEmpty)
                continue;
            any = true;
            // kmalloc's callers are what matters, not kmalloc; the stack tells where there is one.
            SymbolText site = AllocatorFrames.IsAllocator(symbol.Function) && !stack.IsEmpty ? AllocatorFrames.CallSite(stack) : symbol;
            tally.Add(site, KernelNumber.Multiply(objects, objectSize), objects, stack, cache);
        }
        return any;
    }

    private static IEnumerable<(string Cache, string Path)> Files(SystemRoot root)
    {
        string[] traced = root.List(DebugDirectory);
        return traced.Length > 0
            ? traced.Select(cache => (cache, $"{DebugDirectory}/{cache}/alloc_traces"))
            : root.List(SlabDirectory).Where(cache => root.Exists($"{SlabDirectory}/{cache}/alloc_calls"))
                .Select(cache => (cache, $"{SlabDirectory}/{cache}/alloc_calls"));
    }

    // Opening alloc_traces walks all slabs of the cache, so the flag is asked first. A capture may lack it.
    private static bool IsUntraced(SystemRoot root, string cache)
    {
        using SystemFile file = root.Read($"{SlabDirectory}/{cache}/store_user");
        return KernelNumber.TryParsePrefix(file.Content, out long value) && value == 0;
    }

    // What an object takes with its metadata: slab_size, which slabinfo repeats.
    private static long SizeOf(SystemRoot root, string cache, SlabCache[] caches) =>
        ReadSize(root, $"{SlabDirectory}/{cache}/slab_size")
        ?? Array.Find(caches, other => other.Name == cache)?.ObjectSize
        ?? ReadSize(root, $"{SlabDirectory}/{cache}/object_size")
        ?? 0;

    private static long? ReadSize(SystemRoot root, string path)
    {
        using SystemFile file = root.Read(path);
        return KernelNumber.TryParsePrefix(file.Content, out long size) ? size : null;
    }

    private static bool IsFrame(ReadOnlySpan<byte> line) => line.StartsWith("        "u8) || line.StartsWith("\t"u8);

    private static ReadOnlySpan<byte> TakeStack(ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text;
        while (IsFrame(text))
            TakeLine(ref text);
        return start[..(start.Length - text.Length)];
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line;
    }
}
