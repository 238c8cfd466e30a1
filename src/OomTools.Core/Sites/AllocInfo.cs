using System.Text;
using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>
/// <c>/proc/allocinfo</c>, versions 1.0 (6.10) and 2.0 (6.18): one row per place in the source that allocates. Mode 0400; there
/// only with CONFIG_MEM_ALLOC_PROFILING and unless the boot option <c>sysctl.vm.mem_profiling=never</c> forbids it.
/// Source: lib/alloc_tag.c, Documentation/mm/allocation-profiling.rst.
/// </summary>
internal static class AllocInfo
{
    public const string Path = "/proc/allocinfo";

    public static SystemReading<AllocationSite[]> Read(SystemRoot root)
    {
        using SystemFile file = root.Read(Path);
        return file.Status == SystemFileStatus.Ok
            ? SystemReading<AllocationSite[]>.Of(file, Parse(file.Content))
            : SystemReading<AllocationSite[]>.Failure(file, file.Status);
    }

    /// <summary>The sites in the file's order, those without memory too; null when it is no allocinfo.</summary>
    public static AllocationSite[]? Parse(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("allocinfo - version: "u8))
            return null;
        var sites = new List<AllocationSite>(6000);
        var names = new LastNames();
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (ParseRow(line, names) is { } site)
                sites.Add(site);
        }
        return [.. sites];
    }

    // "    41943040   131072 drivers/leak.c:50 [oomleak] func:oomleak_cache accurate:no ". A path may contain blanks.
    private static AllocationSite? ParseRow(ReadOnlySpan<byte> line, LastNames names)
    {
        var fields = new FieldCursor(line);
        if (!fields.TryNext(out long bytes) || !fields.TryNext(out long calls))
            return null;
        ReadOnlySpan<byte> rest = fields.Rest;
        int tag = rest.LastIndexOf(" func:"u8);
        if (tag < 0)
            return null;
        ReadOnlySpan<byte> place = rest[..tag].Trim((byte)' ');
        ReadOnlySpan<byte> module = TakeModule(ref place);
        int colon = place.LastIndexOf((byte)':');
        if (colon <= 0 || !KernelNumber.TryParse(place[(colon + 1)..], out long number) || number is < 0 or > int.MaxValue)
            return null;
        var words = new FieldCursor(rest[(tag + " func:".Length)..]);
        string function = Encoding.UTF8.GetString(words.Next());
        return new AllocationSite
        {
            Bytes = bytes,
            Calls = calls,
            File = names.File(place[..colon]),
            Line = (int)number,
            Function = function,
            Module = module.IsEmpty ? null : names.Module(module),
            IsOverlap = SiteOverlap.IsCarrier(function),
            IsAccurate = !SaysInaccurate(words),
        };
    }

    private static ReadOnlySpan<byte> TakeModule(scoped ref ReadOnlySpan<byte> place)
    {
        int open = place.LastIndexOf(" ["u8);
        if (open < 0 || place[^1] != ']')
            return default;
        ReadOnlySpan<byte> module = place[(open + 2)..^1];
        place = place[..open];
        return module;
    }

    // Key:value pairs since 2.0; more may come.
    private static bool SaysInaccurate(FieldCursor pairs)
    {
        while (pairs.Next() is { IsEmpty: false } pair)
        {
            if (pair.SequenceEqual("accurate:no"u8))
                return true;
        }
        return false;
    }

    /// <summary>Rows of one file, and of one module, stand together: their names are made once.</summary>
    private sealed class LastNames
    {
        private string _file = "";
        private string _module = "";

        public string File(ReadOnlySpan<byte> name) => Get(name, ref _file);

        public string Module(ReadOnlySpan<byte> name) => Get(name, ref _module);

        private static string Get(ReadOnlySpan<byte> name, ref string last) =>
            Ascii.Equals(name, last) ? last : last = Encoding.UTF8.GetString(name);
    }
}
