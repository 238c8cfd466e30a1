namespace OomTools.Oom;

/// <summary>The Mem-Info block: summary, nodes, zones, buddy lists, huge pages, totals, allocation sites, slab.</summary>
internal sealed partial class OpenReport
{
    private readonly FieldValues _pages = buffers.Pages;
    private readonly FieldValues _totals = buffers.Totals;
    private readonly FieldValues _nodeValues = buffers.NodeValues;
    private readonly List<MemoryNode> _nodes = buffers.Nodes;
    private readonly List<ZoneDraft> _zones = buffers.Zones;
    private readonly List<HugePagePool> _hugePages = buffers.HugePages;
    private readonly List<AllocationSite> _sites = buffers.Sites;
    private readonly List<SlabCache> _slabs = buffers.Slabs;
    private long? _perCpuPages;

    // The zone that torn lines go on with.
    private ZoneDraft? _zone;

    private bool HasMemInfo => _pages.Any;

    private bool TakePerCpu(ReadOnlySpan<byte> line)
    {
        if (PerCpuLine.TryRead(line, out long used))
        {
            _perCpuPages = (_perCpuPages ?? 0) + Math.Max(0, used);
        }

        return true;
    }

    private bool TakeMemInfoPairs(ReadOnlySpan<byte> line)
    {
        int first = MemInfoLine.FirstField(line);
        return first >= 0 && !_pages.Has(first) && MemInfoLine.TryRead(line, _pages);
    }

    private bool TakeNode(ReadOnlySpan<byte> line)
    {
        if (_nodes.Count >= ReportLimits.Nodes || !NodeLine.TryRead(line, _nodeValues, out MemoryNode? node))
        {
            return false;
        }

        foreach (MemoryNode taken in _nodes)
        {
            if (taken.Node == node!.Node)
            {
                return false;
            }
        }

        _nodes.Add(node!);
        return true;
    }

    private bool TakeZone(ReadOnlySpan<byte> line)
    {
        if (!ZoneName.TryRead(line, out int node, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest)
            || FindZone(node, name) is { } taken && taken.Values.Has(ZoneLine.Free)
            || Zone(node, name) is not { } zone)
        {
            return false;
        }

        _zone = zone;
        return ZoneLine.TryRead(rest, zone);
    }

    /// <summary>The rest of a torn zone or lowmem_reserve line.</summary>
    private bool TakeZoneRest(ReadOnlySpan<byte> line)
    {
        if (_zone is null)
        {
            return false;
        }

        if (!FieldPairs.IsRest(line))
        {
            return _zone.Values.Has(ZoneLine.Free) && line.Length > 0 && LowmemReserveLine.TryReadNumbers(line, _zone);
        }

        _ = ZoneLine.TryRead(line, _zone);
        return true;
    }

    /// <summary>The rest of a node's line that a mail broke. It must not be taken for Mem-Info's counters, which begin another report.</summary>
    private bool TakeNodeRest(ReadOnlySpan<byte> line)
    {
        if (!FieldPairs.IsRest(line) && FieldPairs.Flag(line) is null)
        {
            return false;
        }

        _nodes[^1] = NodeLine.Extend(_nodes[^1], line, _nodeValues);
        return true;
    }

    private bool TakeLowmemReserve(ReadOnlySpan<byte> line) =>
        _zone is not null && _zone.LowmemReserve.Count == 0 && LowmemReserveLine.TryRead(line, _zone);

    private bool TakeBuddy(ReadOnlySpan<byte> line)
    {
        if (!ZoneName.TryRead(line, out int node, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest) || name.IsEmpty)
        {
            return false;
        }

        ZoneDraft? zone = FindZone(node, name);
        if (zone is { FreeBlocks.Count: > 0 })
        {
            return false;
        }

        zone ??= Zone(node, name);
        if (zone is null)
        {
            return false;
        }

        _zone = zone;
        zone.BuddyEnded = BuddyLine.Read(rest.TrimStart((byte)':'), zone);
        return true;
    }

    private bool TakeBuddyRest(ReadOnlySpan<byte> line)
    {
        if (_zone is null || _zone.BuddyEnded || !BuddyLine.IsFragment(line.TrimStart((byte)' ')))
        {
            return false;
        }

        _zone.BuddyEnded = BuddyLine.Read(line, _zone);
        return true;
    }

    private bool TakeHugePages(ReadOnlySpan<byte> line)
    {
        if (_hugePages.Count >= ReportLimits.Nodes || !HugePagesLine.TryRead(line, out HugePagePool? read))
        {
            return false;
        }

        foreach (HugePagePool taken in _hugePages)
        {
            if (taken.Node == read!.Node && taken.PageSize == read.PageSize)
            {
                return false;
            }
        }

        _hugePages.Add(read!);
        return true;
    }

    private bool TakeTotal(ReadOnlySpan<byte> line)
    {
        if (!TotalsLine.TryRead(line, out int field, out long value) || field != TotalsLine.Other && _totals.Has(field))
        {
            return false;
        }

        _totals.Set(field, value);
        return true;
    }

    private bool TakeAllocationSite(ReadOnlySpan<byte> line)
    {
        if (_sites.Count >= ReportLimits.AllocationSites || !AllocationSiteLine.TryRead(line, pool, out AllocationSite? site))
        {
            return false;
        }

        _sites.Add(site!);
        return true;
    }

    private bool TakeSlab(ReadOnlySpan<byte> line)
    {
        if (_slabs.Count >= ReportLimits.Slabs || !SlabInfoLine.TryRead(line, pool, out SlabCache? cache))
        {
            return false;
        }

        _slabs.Add(cache!);
        return true;
    }

    private ZoneDraft? FindZone(int node, ReadOnlySpan<byte> name)
    {
        foreach (ZoneDraft zone in _zones)
        {
            if (zone.Node == node && System.Text.Ascii.Equals(name, zone.Name))
            {
                return zone;
            }
        }

        return null;
    }

    private ZoneDraft? Zone(int node, ReadOnlySpan<byte> name)
    {
        if (FindZone(node, name) is { } found)
        {
            return found;
        }

        if (_zones.Count >= ReportLimits.Zones)
        {
            return null;
        }

        return buffers.AddZone(node, pool.Get(name));
    }
}
