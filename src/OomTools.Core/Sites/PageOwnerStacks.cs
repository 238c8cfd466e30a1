using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>
/// <c>/sys/kernel/debug/page_owner_stacks/show_stacks</c>: pages by stack, summed by the kernel. Since 6.9 with the boot option
/// <c>page_owner=on</c>; 6.9 to 6.10 print <c>stack_count:</c> of the allocations instead of <c>nr_base_pages:</c>.
/// </summary>
internal static class PageOwnerStacks
{
    public const string Path = "/sys/kernel/debug/page_owner_stacks/show_stacks";

    public static SystemReading<AllocationSite[]> Read(SystemRoot root)
    {
        using SystemFile file = root.Read(Path);
        return file.Status == SystemFileStatus.Ok
            ? SystemReading<AllocationSite[]>.Of(file, Parse(file.Content, root.PageSize))
            : SystemReading<AllocationSite[]>.Failure(file, file.Status);
    }

    /// <summary>Sites by the first caller that is no allocator; null when the text has no stack.</summary>
    public static AllocationSite[]? Parse(ReadOnlySpan<byte> text, int pageSize)
    {
        var tally = new SiteTally(AllocationSiteMethod.PageOwner);
        bool any = false;
        int stack = 0;
        int position = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            int start = position;
            position += line.Length + 1;
            if (line.IsEmpty)
            {
                stack = position;
                continue;
            }
            if (!TryPages(line, out long pages))
                continue;
            any = true;
            ReadOnlySpan<byte> frames = text[Math.Min(stack, start)..start];
            SymbolText site = AllocatorFrames.CallSite(frames);
            if (!site.Text.IsEmpty)
                tally.Add(site, KernelNumber.Multiply(pages, pageSize), pages, frames);
            stack = position;
        }
        return any ? tally.ToSites() : null;
    }

    private static bool TryPages(ReadOnlySpan<byte> line, out long pages)
    {
        pages = 0;
        var fields = new FieldCursor(line);
        ReadOnlySpan<byte> key = fields.Next();
        return (key.SequenceEqual("nr_base_pages:"u8) || key.SequenceEqual("stack_count:"u8)) && fields.TryNext(out pages) && pages >= 0;
    }
}
