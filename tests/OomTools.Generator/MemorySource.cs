using OomTools.Generator.Layout;

namespace OomTools.Generator;

/// <summary>Counters of a machine's memory, made up.</summary>
internal sealed class MemorySource(Random random, KernelEra era, long pageSize)
{
    private static readonly string[][] s_zoneSets = [["DMA", "DMA32", "Normal"], ["DMA", "DMA32"], ["Normal"], ["DMA", "Normal", "HighMem"], ["DMA32", "Normal", "Movable"]];

    private readonly bool _isLarge = random.Next(4) == 0;

    public GeneratedNode[] Nodes()
    {
        GeneratedNode[] nodes = new GeneratedNode[random.Next(3) == 0 ? 2 : 1];
        string[] zones = s_zoneSets[random.Next(s_zoneSets.Length)];
        for (int i = 0; i < nodes.Length; i++)
        {
            string[] own = i == 0 ? zones : ["Normal"];
            GeneratedPool[] pools = era.PrintsHugePages ? [new(2048, random.Next(100), random.Next(50), random.Next(2)), new(1048576, random.Next(2), 0, 0)] : [];
            nodes[i] = new GeneratedNode(i, [.. MemInfoLayout.NodeFields(era).Select(Field)], [.. own.Select(Zone)], pools);
        }
        return nodes;
    }

    public IReadOnlyList<Field>[] Summary() =>
        [.. MemInfoLayout.SummaryRows(era).Select(row => (IReadOnlyList<Field>)[.. row.Select(name => new Field(name, Pages()))])];

    public GeneratedTotals Totals()
    {
        long swap = random.Next(2) == 0 ? 0 : Pages();
        long ram = 1000 + Pages();
        bool printsHighMem = era.Version >= 313 || era.Vendor == "el7" || random.Next(4) == 0;
        return new GeneratedTotals(
            Pages(), Pages(), swap == 0 ? 0 : random.NextInt64(swap), swap, ram, printsHighMem ? Pages() : null, random.NextInt64(1000),
            era.Version >= 319 && random.Next(2) == 0 ? Pages() : null,
            (era.Version >= 316 || era.IsEl8OrLater) && random.Next(2) == 0 ? random.Next(5) : null);
    }

    /// <summary>Rounded as the kernel rounds: what is printed is what is in the model.</summary>
    public GeneratedSite[] Sites()
    {
        GeneratedSite[] sites = new GeneratedSite[random.Next(1, 11)];
        long limit = 1L << random.Next(20, 36);
        for (int i = 0; i < sites.Length; i++, limit = Math.Max(2, limit * 3 / 4))
            sites[i] = new GeneratedSite(SizeText.Round(limit, era), random.Next(1, 1_000_000), "mm/slub.c", 100 + i, random.Next(3) == 0 ? "oomleak" : null, "alloc_slab_page");
        return sites;
    }

    private GeneratedZone Zone(string name)
    {
        int orders = pageSize switch
        {
            4096 => 11,
            16384 => 12,
            _ => 14,
        };
        long[] blocks = new long[orders];
        string[] types = new string[orders];
        string letters = era.Version < 310 ? "" : era.Version <= 403 ? "UEMRC" : "UMEHC";
        for (int i = 0; i < orders; i++)
        {
            blocks[i] = random.Next(3) == 0 ? 0 : random.Next(5000);
            types[i] = blocks[i] == 0 || letters.Length == 0 ? "" : string.Concat(letters.Where((_, at) => at == 0 || random.Next(2) == 0));
        }
        long[] reserve = new long[era.Version >= 703 ? 4 : 5];
        for (int i = 1; i < reserve.Length; i++)
            reserve[i] = random.Next(40000);
        int[] perCpu = era.PrintsPerCpuLists ? [random.Next(200), random.Next(200)] : [];
        return new GeneratedZone(name, [.. MemInfoLayout.ZoneFields(era).Select(Field)], reserve, blocks, types, perCpu);
    }

    private Field Field(string name) => new(name, name[^1] == '?' ? random.Next(2) : Pages());

    private long Pages() => random.Next(4) == 0 ? 0 : random.NextInt64(1L << random.Next(1, _isLarge ? 32 : 21));
}
