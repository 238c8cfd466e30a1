namespace OomTools.Oom;

/// <summary>The Mem-Info counters in bytes.</summary>
internal sealed partial class OpenReport
{
    private OomMemInfo? BuildMemInfo(long pageSize)
    {
        if (!_pages.Any && !_totals.Any && _zones.Count == 0 && _nodes.Count == 0)
        {
            return null;
        }

        return new OomMemInfo
        {
            PageSize = pageSize,
            ActiveAnon = _pages.Get(MemInfoLine.ActiveAnon, pageSize),
            InactiveAnon = _pages.Get(MemInfoLine.InactiveAnon, pageSize),
            IsolatedAnon = _pages.Get(MemInfoLine.IsolatedAnon, pageSize),
            ActiveFile = _pages.Get(MemInfoLine.ActiveFile, pageSize),
            InactiveFile = _pages.Get(MemInfoLine.InactiveFile, pageSize),
            IsolatedFile = _pages.Get(MemInfoLine.IsolatedFile, pageSize),
            Unevictable = _pages.Get(MemInfoLine.Unevictable, pageSize),
            Dirty = _pages.Get(MemInfoLine.Dirty, pageSize),
            Writeback = _pages.Get(MemInfoLine.Writeback, pageSize),
            Unstable = _pages.Get(MemInfoLine.Unstable, pageSize),
            SlabReclaimable = _pages.Get(MemInfoLine.SlabReclaimable, pageSize),
            SlabUnreclaimable = _pages.Get(MemInfoLine.SlabUnreclaimable, pageSize),
            Mapped = _pages.Get(MemInfoLine.Mapped, pageSize),
            Shmem = _pages.Get(MemInfoLine.Shmem, pageSize),
            PageTables = _pages.Get(MemInfoLine.PageTables, pageSize),
            SecPageTables = _pages.Get(MemInfoLine.SecPageTables, pageSize),
            Bounce = _pages.Get(MemInfoLine.Bounce, pageSize),
            KernelMiscReclaimable = _pages.Get(MemInfoLine.KernelMiscReclaimable, pageSize),
            Free = _pages.Get(MemInfoLine.Free, pageSize),
            FreePerCpu = _pages.Get(MemInfoLine.FreePerCpu, pageSize)
                ?? (_perCpuPages is long used ? FieldValues.Scale(used, pageSize) : null),
            FreeCma = _pages.Get(MemInfoLine.FreeCma, pageSize),
            KernelStack = NodeKernelStack() ?? ZoneSum(ZoneLine.KernelStack),
            Zspages = ZoneSum(ZoneLine.Zspages),
            HugePages = HugePageBytes(),
            PageCache = _totals.Get(TotalsLine.PageCache, pageSize),
            SwapCache = _totals.Get(TotalsLine.SwapCache, pageSize),
            Ram = _totals.Get(TotalsLine.Ram, pageSize),
            Reserved = _totals.Get(TotalsLine.Reserved, pageSize),
            HighMem = _totals.Get(TotalsLine.HighMem, pageSize),
            CmaReserved = _totals.Get(TotalsLine.CmaReserved, pageSize),
            HardwarePoisoned = _totals.Get(TotalsLine.HardwarePoisoned, pageSize),
        };
    }

    private long? NodeKernelStack()
    {
        long? sum = null;
        foreach (MemoryNode node in _nodes)
        {
            sum = node.KernelStack is long bytes ? (sum ?? 0) + bytes : sum;
        }

        return sum;
    }

    private long? ZoneSum(int field)
    {
        long? sum = null;
        foreach (ZoneDraft zone in _zones)
        {
            sum = zone.Values[field] is long bytes ? (sum ?? 0) + bytes : sum;
        }

        return sum;
    }

    private long? HugePageBytes()
    {
        long? sum = null;
        foreach (HugePagePool huge in _hugePages)
        {
            sum = (sum ?? 0) + FieldValues.Scale(huge.Total, huge.PageSize);
        }

        return sum;
    }
}
