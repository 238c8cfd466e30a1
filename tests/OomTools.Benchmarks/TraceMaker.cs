using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OomTools.Benchmarks;

/// <summary>Makes traces of shrinkers: as text, and as pages of a ring buffer. Calls go round among shrinkers and tasks.</summary>
internal static class TraceMaker
{
    /// <summary>What was made: every sum is known.</summary>
    public sealed record Sums(long Calls, long Requested, long Scanned, long Freed);

    public const string HeaderPage =
        "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
        + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n";

    // events/vmscan/…/format of 6.18, without what is not read.
    public const string StartFormat =
        "name: mm_shrink_slab_start\nID: 631\nformat:\n\tfield:struct shrinker * shr;\toffset:8;\tsize:8;\tsigned:0;\n\tfield:void * shrink;\toffset:16;\tsize:8;\tsigned:0;\n"
        + "\tfield:int nid;\toffset:24;\tsize:4;\tsigned:1;\n\tfield:unsigned long cache_items;\toffset:48;\tsize:8;\tsigned:0;\n\tfield:unsigned long total_scan;\toffset:64;\tsize:8;\tsigned:0;\n"
        + "\tfield:int priority;\toffset:72;\tsize:4;\tsigned:1;\n";

    public const string EndFormat =
        "name: mm_shrink_slab_end\nID: 630\nformat:\n\tfield:struct shrinker * shr;\toffset:8;\tsize:8;\tsigned:0;\n\tfield:int nid;\toffset:16;\tsize:4;\tsigned:1;\n"
        + "\tfield:void * shrink;\toffset:24;\tsize:8;\tsigned:0;\n\tfield:long new_scan;\toffset:40;\tsize:8;\tsigned:1;\n\tfield:int retval;\toffset:48;\tsize:4;\tsigned:1;\n"
        + "\tfield:long total_scan;\toffset:56;\tsize:8;\tsigned:1;\n";

    private const int Shrinkers = 40;
    private const int Tasks = 8;
    private const int PageSize = 4096;
    private const int DataOffset = 16;

    /// <summary>Lines of <c>trace_pipe</c>, two a call.</summary>
    public static (byte[] Text, Sums Sums) Text(int calls)
    {
        var text = new StringBuilder(calls * 330);
        var sums = new Sums(0, 0, 0, 0);
        for (int i = 0; i < calls; i++)
        {
            (long requested, long left, long freed) = Call(i);
            string task = i % Tasks == 0 ? "         kswapd0-48      [000] .....  " : string.Create(CultureInfo.InvariantCulture, $"           rsync-{800 + (i % Tasks)}     [00{i % 4}] .....  ");
            string shrinker = string.Create(CultureInfo.InvariantCulture, $"super_cache_scan+0x0/0x210 00000000{0xd5d00000 + (i % Shrinkers):x}: nid: 0 ");
            text.Append(CultureInfo.InvariantCulture, $"{task}{100 + (i / 100000)}.{i % 100000 * 10:000000}: mm_shrink_slab_start: {shrinker}objects to shrink 736 gfp_flags GFP_HIGHUSER_MOVABLE|__GFP_COMP cache items 3001 delta 750 total_scan {requested} priority 3\n");
            text.Append(CultureInfo.InvariantCulture, $"{task}{100 + (i / 100000)}.{(i % 100000 * 10) + 5:000000}: mm_shrink_slab_end: {shrinker}unused scan count 736 new scan count {left} total_scan {left} last shrinker return val {freed}\n");
            sums = Add(sums, requested, left, freed);
        }
        return (Encoding.ASCII.GetBytes(text.ToString()), sums);
    }

    /// <summary>Pages of one CPU's buffer, two records a call.</summary>
    public static (byte[] Pages, Sums Sums) Pages(int calls)
    {
        var pages = new MemoryStream(calls * 160);
        var sums = new Sums(0, 0, 0, 0);
        byte[] page = new byte[PageSize];
        int at = DataOffset;
        for (int i = 0; i < calls; i++)
        {
            (long requested, long left, long freed) = Call(i);
            if (at + 2 * 88 > PageSize)
                Flush(pages, page, ref at);
            if (at == DataOffset)
                BinaryPrimitives.WriteUInt64LittleEndian(page, 1_000_000UL + ((ulong)i * 2000));
            Span<byte> start = Record(page, ref at, 76, 1000, 631, i);
            Put(start, 8, 0xffff888100000000 + (ulong)(i % Shrinkers));
            Put(start, 16, 0xffffffff81234560);
            Put(start, 48, 3001);
            Put(start, 64, (ulong)requested);
            BinaryPrimitives.WriteInt32LittleEndian(start[72..], 3);
            Span<byte> end = Record(page, ref at, 64, 1000, 630, i);
            Put(end, 8, 0xffff888100000000 + (ulong)(i % Shrinkers));
            Put(end, 24, 0xffffffff81234560);
            Put(end, 40, (ulong)left);
            BinaryPrimitives.WriteInt32LittleEndian(end[48..], (int)freed);
            Put(end, 56, (ulong)left);
            sums = Add(sums, requested, left, freed);
        }
        Flush(pages, page, ref at);
        return (pages.ToArray(), sums);
    }

    private static (long Requested, long Left, long Freed) Call(int i) => (842 + (i % 1000), i % 100, i % 7);

    private static Sums Add(Sums sums, long requested, long left, long freed) =>
        new(sums.Calls + 1, sums.Requested + requested, sums.Scanned + requested - left, sums.Freed + freed);

    private static Span<byte> Record(byte[] page, ref int at, int length, uint delta, ushort type, int i)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(at), (uint)(length / 4) | (delta << 5));
        Span<byte> record = page.AsSpan(at + 4, length);
        record.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(record, type);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], 800 + (i % Tasks));
        at += 4 + length;
        return record;
    }

    private static void Put(Span<byte> record, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(record[offset..], value);

    private static void Flush(MemoryStream pages, byte[] page, ref int at)
    {
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(8), at - DataOffset);
        pages.Write(page);
        Array.Clear(page);
        at = DataOffset;
    }
}
