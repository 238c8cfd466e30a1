using System.Globalization;
using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Tests.Procfs;

public sealed class HostileInputTests
{
    private static readonly string[] s_files = ["slabinfo", "buddyinfo", "pagetypeinfo", "zoneinfo", "vmstat", "meminfo", "pressure/memory", "allocinfo"];

    public static IEnumerable<TheoryDataRow<string>> Files => s_files.Select(file => new TheoryDataRow<string>(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_off_anywhere_is_read_as_far_as_it_goes(string file)
    {
        byte[] content = Snapshot.Bytes("7.3.4-own/slab-epoll/during", "proc/" + file);
        int step = Math.Max(1, content.Length / 1000);
        for (int length = 0; length <= content.Length; length += step)
            ParseAll(content.AsSpan(0, length));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Garbled_bytes_do_no_harm(string file)
    {
        byte[] content = Snapshot.Bytes("7.3.4-own/slab-epoll/during", "proc/" + file);
        var random = new Random(20260101);
        for (int round = 0; round < 300; round++)
        {
            byte[] garbled = [.. content];
            for (int i = 0; i < 1 + (round / 3); i++)
                garbled[random.Next(garbled.Length)] = random.Next(4) == 0 ? (byte)"\n:<>, -9"[random.Next(8)] : (byte)random.Next(256);
            ParseAll(garbled);
        }
    }

    [Fact]
    public void Lines_without_end_and_numbers_without_measure_do_no_harm()
    {
        foreach (string text in new[]
        {
            "Node 99999999999999999999, zone DMA 1\n",
            "Node -1, zone DMA 1\n",
            "Node 0, zone",
            "Node 0, zone DMA " + string.Concat(Enumerable.Repeat("99999999999999999 ", 10_000)),
            "Node 0, zone DMA\n pages free 9223372036854775807\n managed 9223372036854775807\n protection: (" + string.Concat(Enumerable.Repeat("9, ", 10_000)),
            "slabinfo - version: 2.1\n# name <a>" + string.Concat(Enumerable.Repeat(" <b>", 10_000)) + "\nx 1 2 3 : 4\n",
            "slabinfo - version: 2.1\n# name <num_slabs> <pagesperslab> : \nx 9223372036854775807 9223372036854775807 : 4\n",
            "MemTotal: 9223372036854775807 kB\nMemFree: 9223372036854775807 kB\n",
            "allocinfo - version: 2.0\n9223372036854775807 1 a:1 func:f\n9223372036854775807 9223372036854775807 a:1 func:f\n -9223372036854775808 0 :1 func:\n 1 1 [:1 [] func:\n" + string.Concat(Enumerable.Repeat(" 1 1 a:1 [m] func:f func:f", 10_000)),
            new string('\0', 100_000),
            new string(' ', 100_000) + "x",
            string.Concat(Enumerable.Repeat(" : ", 30_000)),
        })
        {
            ParseAll(System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_culture_with_decimal_commas_changes_nothing(string file)
    {
        byte[] content = Snapshot.Bytes("7.3.4-own/slab-epoll/during", "proc/" + file);
        CultureInfo culture = CultureInfo.CurrentCulture;
        string expected = ParseAll(content);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(expected, ParseAll(content));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    // Every parser gets every file: nobody says that slabinfo is slabinfo.
    private static string ParseAll(ReadOnlySpan<byte> text)
    {
        SlabCache[]? caches = SlabInfo.Parse(text, 4096);
        MigrateTypeBlocks[]? types = PageTypeInfo.Parse(text, 4096);
        BuddyZone[]? buddies = BuddyInfo.Parse(text, 4096, types);
        MemoryZone[]? zones = ZoneInfo.Parse(text, 4096, buddies);
        VmCounter[]? counters = VmStat.Parse(text);
        MemInfo? info = MemInfoFile.Parse(text);
        MemoryPressure? pressure = PressureInfo.Parse(text);
        CgroupStatistic[] statistics = CgroupStatFile.Parse(text);
        ProcessStatus status = ProcessStatus.Parse(text);
        _ = ProcessCgroup.MemoryPath(text);
        MemoryUsage? usage = info is null ? null : MachineUsage.Of(info, counters ?? [], zones ?? [], 4096);
        if (usage is not null)
            UsageVerdict.Explain(usage, info!, caches ?? []);
        AllocationSite[]? sites = AllocInfo.Parse(text);
        if (caches is not null && sites is not null)
            SlabSites.Set(caches, sites);
        _ = SlabFinding.Of(caches ?? [], counters ?? []);
        _ = CgroupUsage.Of(new CgroupMemory { Usage = 1, Statistics = statistics });
        VmRatio[] ratios = VmRatios.Of(null, counters ?? [], TimeSpan.FromSeconds(1));
        return string.Create(CultureInfo.InvariantCulture, $"{caches?.Length} {caches?.Sum(cache => cache.Fill ?? 0)} {buddies?.Sum(zone => zone.UnusableIndex.Sum())} {zones?.Length} {counters?.Length} {info?.MemTotal} {pressure?.SomeAverage10} {pressure?.FullAverage300} {usage?.UnaccountedMemory} {ratios.Length} {status.Rss} {sites?.Length} {SiteOverlap.Total(sites ?? [])} {SiteGrowth.Of(sites ?? [], sites, TimeSpan.FromSeconds(1)).Length}");
    }
}
