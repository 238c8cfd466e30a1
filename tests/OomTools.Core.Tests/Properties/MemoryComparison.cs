using OomTools.Generator;

namespace OomTools.Tests.Properties;

/// <summary>Compares the Mem-Info block and the tables behind it.</summary>
internal static class MemoryComparison
{
    public static void Compare(GeneratedReport expected, OomReport actual, Differences differences)
    {
        if (expected.HasMemInfo && actual.MemInfo is not null)
            Summary(expected, actual.MemInfo, differences);
        differences.Same("MemInfo is there", expected.HasMemInfo, actual.MemInfo is not null);
        Nodes(expected, actual, differences);
        Zones(expected, actual, differences);
        Pools(expected, actual, differences);
        Tables(expected, actual, differences);
        differences.Same("SwapTotal", expected.Totals?.SwapTotal * expected.PageSize, actual.SwapTotal);
        differences.Same("SwapFree", expected.Totals?.SwapFree * expected.PageSize, actual.SwapFree);
    }

    private static void Summary(GeneratedReport expected, OomMemInfo actual, Differences differences)
    {
        long size = expected.PageSize;
        GeneratedTotals totals = expected.Totals!;
        differences.Same("MemInfo.PageSize", size, actual.PageSize);
        Same("ActiveAnon", "active_anon", actual.ActiveAnon);
        Same("InactiveAnon", "inactive_anon", actual.InactiveAnon);
        Same("IsolatedAnon", "isolated_anon", actual.IsolatedAnon);
        Same("ActiveFile", "active_file", actual.ActiveFile);
        Same("InactiveFile", "inactive_file", actual.InactiveFile);
        Same("IsolatedFile", "isolated_file", actual.IsolatedFile);
        Same("Unevictable", "unevictable", actual.Unevictable);
        Same("Dirty", "dirty", actual.Dirty);
        Same("Writeback", "writeback", actual.Writeback);
        Same("Unstable", "unstable", actual.Unstable);
        Same("SlabReclaimable", "slab_reclaimable", actual.SlabReclaimable);
        Same("SlabUnreclaimable", "slab_unreclaimable", actual.SlabUnreclaimable);
        Same("Mapped", "mapped", actual.Mapped);
        Same("Shmem", "shmem", actual.Shmem);
        Same("PageTables", "pagetables", actual.PageTables);
        Same("SecPageTables", "sec_pagetables", actual.SecPageTables);
        Same("Bounce", "bounce", actual.Bounce);
        Same("KernelMiscReclaimable", "kernel_misc_reclaimable", actual.KernelMiscReclaimable);
        Same("Free", "free", actual.Free);
        Same("FreeCma", "free_cma", actual.FreeCma);
        long? perCpu = expected.SummaryFields.Find("free_pcp") ?? (expected.Era.PrintsPerCpuLists ? AllZones(expected).Sum(zone => zone.PerCpu.Sum()) : null);
        differences.Same("MemInfo.FreePerCpu", perCpu * size, actual.FreePerCpu);
        differences.Same("MemInfo.KernelStack", Sum("kernel_stack") * size, actual.KernelStack);
        differences.Same("MemInfo.Zspages", Sum("zspages") * size, actual.Zspages);
        differences.Same("MemInfo.Ram", totals.Ram * size, actual.Ram);
        differences.Same("MemInfo.Reserved", totals.Reserved * size, actual.Reserved);
        differences.Same("MemInfo.HighMem", totals.HighMem * size, actual.HighMem);
        differences.Same("MemInfo.CmaReserved", totals.CmaReserved * size, actual.CmaReserved);
        differences.Same("MemInfo.HardwarePoisoned", totals.HardwarePoisoned * size, actual.HardwarePoisoned);

        void Same(string property, string field, long? value) =>
            differences.Same("MemInfo." + property, expected.SummaryFields.Find(field) * size, value);

        long? Sum(string field)
        {
            Field[] fields = [.. expected.Nodes.SelectMany(node => node.Fields).Concat(AllZones(expected).SelectMany(zone => zone.Fields)).Where(one => one.Name == field)];
            return fields.Length == 0 ? null : fields.Sum(one => one.Pages);
        }
    }

    private static void Nodes(GeneratedReport expected, OomReport actual, Differences differences)
    {
        GeneratedNode[] nodes = [.. expected.Nodes.Where(node => node.Fields.Count > 0)];
        differences.Same("Nodes.Length", nodes.Length, actual.Nodes.Length);
        for (int i = 0; i < Math.Min(nodes.Length, actual.Nodes.Length); i++)
        {
            IReadOnlyList<Field> fields = nodes[i].Fields;
            MemoryNode node = actual.Nodes[i];
            string at = $"Nodes[{i}].";
            differences.Same(at + "Node", nodes[i].Id, node.Node);
            Same("ActiveAnon", "active_anon", node.ActiveAnon);
            Same("InactiveAnon", "inactive_anon", node.InactiveAnon);
            Same("ActiveFile", "active_file", node.ActiveFile);
            Same("InactiveFile", "inactive_file", node.InactiveFile);
            Same("Unevictable", "unevictable", node.Unevictable);
            Same("Dirty", "dirty", node.Dirty);
            Same("Writeback", "writeback", node.Writeback);
            Same("Shmem", "shmem", node.Shmem);
            Same("KernelStack", "kernel_stack", node.KernelStack);
            Same("PageTables", "pagetables", node.PageTables);
            Same("SecPageTables", "sec_pagetables", node.SecPageTables);
            Same("Balloon", "Balloon", node.Balloon);
            differences.Same(at + "AllUnreclaimable", YesNo(fields), node.AllUnreclaimable);

            void Same(string property, string field, long? value) =>
                differences.Same(at + property, fields.Find(field) * expected.PageSize, value);
        }
    }

    private static void Zones(GeneratedReport expected, OomReport actual, Differences differences)
    {
        (GeneratedNode Node, GeneratedZone Zone)[] zones = [.. expected.Nodes.SelectMany(node => node.Zones.Select(zone => (node, zone)))];
        differences.Same("Zones.Length", zones.Length, actual.Zones.Length);
        long size = expected.PageSize;
        for (int i = 0; i < Math.Min(zones.Length, actual.Zones.Length); i++)
        {
            (GeneratedNode node, GeneratedZone printed) = zones[i];
            MemoryZone zone = actual.Zones[i];
            string at = $"Zones[{i}].";
            differences.Same(at + "Node", node.Id, zone.Node);
            differences.Same(at + "Name", printed.Name, zone.Name);
            Same("Free", "free", zone.Free);
            Same("Min", "min", zone.Min);
            Same("Low", "low", zone.Low);
            Same("High", "high", zone.High);
            Same("Boost", "boost", zone.Boost);
            Same("Managed", "managed", zone.Managed);
            Same("Present", "present", zone.Present);
            Same("ReservedHighAtomic", "reserved_highatomic", zone.ReservedHighAtomic);
            Same("FreeHighAtomic", "free_highatomic", zone.FreeHighAtomic);
            Same("FreeCma", "free_cma", zone.FreeCma);
            Same("FreePerCpu", "free_pcp", zone.FreePerCpu ?? (expected.Era.PrintsPerCpuLists ? printed.Fields.Find("free_pcp") : null));
            Same("Unevictable", "unevictable", zone.Unevictable);
            differences.Same(at + "Anonymous", (printed.Fields.Find("active_anon") + printed.Fields.Find("inactive_anon")) * size, zone.Anonymous);
            differences.Same(at + "File", (printed.Fields.Find("active_file") + printed.Fields.Find("inactive_file")) * size, zone.File);
            differences.Same(at + "Slab", (printed.Fields.Find("slab_reclaimable") + printed.Fields.Find("slab_unreclaimable")) * size, zone.Slab);
            differences.Same(at + "AllUnreclaimable", YesNo(printed.Fields) ?? YesNo(node.Fields), zone.AllUnreclaimable);
            differences.Same(at + "LowmemReserve", string.Join(' ', printed.LowmemReserve.Select(pages => pages * size)), string.Join(' ', zone.LowmemReserve));
            differences.Same(at + "FreeBlocks", string.Join(' ', printed.Blocks), string.Join(' ', zone.FreeBlocks));
            if (printed.Types.Any(types => types.Length > 0))
                differences.Same(at + "MigrateTypes", string.Join(' ', printed.Types), string.Join(' ', zone.MigrateTypes));

            void Same(string property, string field, long? value)
            {
                // Before 4.1 only the per-CPU block says it: read from there or left out.
                if (property == "FreePerCpu" && expected.Era.PrintsPerCpuLists)
                    return;
                differences.Same(at + property, printed.Fields.Find(field) * size, value);
            }
        }
    }

    private static void Pools(GeneratedReport expected, OomReport actual, Differences differences)
    {
        (int Node, GeneratedPool Pool)[] pools = [.. expected.Nodes.SelectMany(node => node.Pools.Select(pool => (node.Id, pool)))];
        differences.Same("HugePagePools.Length", pools.Length, actual.HugePagePools.Length);
        for (int i = 0; i < Math.Min(pools.Length, actual.HugePagePools.Length); i++)
        {
            (int node, GeneratedPool pool) = pools[i];
            HugePagePool read = actual.HugePagePools[i];
            differences.Same($"HugePagePools[{i}]", (node, pool.KiB * 1024, pool.Total, pool.Free, pool.Surplus), (read.Node, read.PageSize, read.Total, read.Free, read.Surplus));
        }
    }

    private static void Tables(GeneratedReport expected, OomReport actual, Differences differences)
    {
        string slabs = string.Join('\n', expected.Slabs.Select(slab => $"{slab.Name} {slab.UsedKiB * 1024} {slab.TotalKiB * 1024}").Order(StringComparer.Ordinal));
        string readSlabs = string.Join('\n', actual.Slabs.Select(slab => $"{slab.Name} {slab.ActiveBytes} {slab.Bytes}").Order(StringComparer.Ordinal));
        differences.Same("Slabs", slabs, readSlabs);
        differences.True("Slabs are not sorted", actual.Slabs.Zip(actual.Slabs.Skip(1)).All(pair => pair.First.Bytes >= pair.Second.Bytes));
        string sites = string.Join('\n', expected.Sites.Select(site => $"{site.Bytes} {site.Calls} {site.File}:{site.Line} {site.Module} {site.Function}"));
        string readSites = string.Join('\n', actual.AllocationSites.Select(site => $"{site.Bytes} {site.Calls} {site.File}:{site.Line} {site.Module} {site.Function}"));
        differences.Same("AllocationSites", sites, readSites);
    }

    private static IEnumerable<GeneratedZone> AllZones(GeneratedReport report) => report.Nodes.SelectMany(node => node.Zones);

    private static bool? YesNo(IReadOnlyList<Field> fields) => fields.Find("all_unreclaimable") is long value ? value != 0 : null;
}
