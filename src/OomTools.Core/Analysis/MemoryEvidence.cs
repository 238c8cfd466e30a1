namespace OomTools.Analysis;

/// <summary>Findings about where the memory is.</summary>
internal static class MemoryEvidence
{
    /// <summary>Memory that no counter owns is normal up to here: drivers, per-CPU memory, network buffers; on small machines it is more of the whole.</summary>
    private const double NormalUnaccounted = 0.1;

    /// <summary>Dirty and written-back pages from this part of the file cache on keep reclaim waiting for the disk.</summary>
    private const double MuchDirty = 0.3;

    /// <summary>Unused huge pages from this part of the memory on would have helped.</summary>
    private const double NotableHugePages = 0.05;

    /// <summary>A call site or cache below this part of the memory explains nothing.</summary>
    private const double Notable = 0.02;

    public static void Add(Situation situation, EvidenceList list)
    {
        AddSides(situation, list);
        AddSlabAgainstLru(situation, list);
        AddKinds(situation, list);
        AddHolder(situation, list);
        AddSlabs(situation, list);
        AddSites(situation, list);
        AddUnaccounted(situation, list);
        AddHugePages(situation, list);
        AddSharedMemory(situation, list);
        AddSwap(situation, list);
        AddDirty(situation, list);
    }

    private static void AddSides(Situation situation, EvidenceList list)
    {
        ref readonly MemoryAccount account = ref situation.Account;
        if (account.User is not long user || account.Kernel is not long kernel || account.Total is not long total || total <= 0)
            return;

        double whole = total;
        list.Sentence.Say("User space holds ").Share(user / whole).Say(" (").PartOf(user, total).Say("), the kernel ")
            .Share(kernel / whole).Say(" (").Size(kernel).Say(")");
        if (account.Unaccounted is long rest)
            list.Sentence.Say(", no counter owns ").Share(rest / whole).Say(" (").Size(rest).Say(")");
        if (account.Free is long free)
            list.Sentence.Say(", ").Share(free / whole).Say(situation.IsCgroup ? " is room below the limit (" : " is free (").Size(free).Say(")");
        list.Sentence.Say(".");
        list.Add(user, user / whole);
    }

    private static void AddSlabAgainstLru(Situation situation, EvidenceList list)
    {
        ref readonly MemoryAccount account = ref situation.Account;
        if (account.Slab is not long slab || account.Lru is not long lru)
            return;

        list.Sentence.Say("Slab ").Size(slab).Say(" against LRU ").Size(lru);
        list.Sentence.Say(SlabAgainstLru(situation, slab > lru));
        list.Add(slab, situation.IsNodeBound ? null : situation.ShareOf(slab));
    }

    private static string SlabAgainstLru(Situation situation, bool slabIsLarger)
    {
        if (slabIsLarger)
            return ": slab dominates, the memory is in kernel space.";
        if (CauseText.IsUserSpace(situation.Cause) || !CauseText.IsAmount(situation.Cause))
            return situation.Cause == OomCause.HugePages ? ": neither explains the shortage." : ": LRU dominates, the memory is in user space.";

        return ": LRU is larger, but with what else the kernel holds and what no counter owns kernel space is.";
    }

    private static void AddKinds(Situation situation, EvidenceList list)
    {
        if (situation.CauseBytes is not long bytes || situation.Allowed.User is null)
            return;

        list.Sentence.Say(situation.IsNodeBound ? "Largest kind on the allowed nodes: " : "Largest kind: ").Say(situation.Noun)
            .Say(", ").Size(bytes);
        if (situation.ShareOf(bytes) is double share)
            list.Sentence.Say(", ").Share(share);
        ref readonly MemoryAccount account = ref situation.Allowed;
        list.Sentence.Say(". Anonymous ");
        Size(list, account.Anonymous);
        // What of it was compressed counts with it, whatever the lists say.
        if (account.Compressed is > 0 and long compressed)
            list.Sentence.Say(", compressed (zswap, zram) ").Size(compressed);
        list.Sentence.Say(", shared ");
        Size(list, account.Shared).Say(", file cache ");
        Size(list, account.File).Say(", locked ");
        Size(list, account.Unevictable).Say(situation.IsNodeBound ? "; on all nodes slab unreclaimable " : "; slab unreclaimable ");
        account = ref situation.Account;
        Size(list, account.SlabUnreclaimable).Say(", reclaimable ");
        Size(list, account.SlabReclaimable).Say(", page tables ");
        Size(list, account.PageTables).Say(", kernel stacks ");
        Size(list, account.KernelStack).Say(".");
        list.Add(bytes, situation.ShareOf(bytes));
    }

    private static Sentence Size(EvidenceList list, long? bytes) =>
        bytes is long known ? list.Sentence.Size(known) : list.Sentence.Say("not printed");

    private static void AddHolder(Situation situation, EvidenceList list)
    {
        TaskGroup holder = situation.Holder;
        if (holder.Largest is not OomTask task || holder.Bytes <= 0 || situation.Cause == OomCause.SharedMemory)
            return;

        bool tables = situation.Cause == OomCause.PageTables;
        list.Sentence.Group(holder).Say(holder.Count > 1 ? " hold " : " holds ").Size(holder.Bytes);
        list.Sentence.Say(tables ? " of page tables" : task.AnonRss is null ? " of resident memory" : " of anonymous memory");
        list.Sentence.Say(", the most of all names in the task table.");
        list.Add(holder.Bytes, situation.ShareOf(holder.Bytes));
    }

    private static void AddSlabs(Situation situation, EvidenceList list)
    {
        if (situation.LargestSlab is not SlabCache cache || situation.IsCgroup || situation.ShareOfAll(cache.Bytes) < Notable)
            return;

        list.Sentence.Say("Largest unreclaimable slab cache: ").Name(cache.Name).Say(", ").Size(cache.Bytes).Say(" (").Size(cache.ActiveBytes)
            .Say(" in use). SLUB merges caches of one size under the name of the first: its objects may be of another kind.");
        list.Add(cache.Bytes, situation.ShareOfAll(cache.Bytes));
        if (situation.Trace is TraceHint trace)
        {
            list.Sentence.Say("The call trace shows what was being allocated when memory ended: ").Say(trace.What)
                .Say(" (").Name(trace.Function).Say(").");
            list.Add();
        }
    }

    private static void AddSites(Situation situation, EvidenceList list)
    {
        SiteShares sites = situation.Sites;
        if (sites.Largest is not AllocationSite site || !(situation.ShareOfAll(site.Bytes) >= Notable))
            return;

        list.Sentence.Say("Largest kernel call site: ").Name(site.Function).Say(" at ").Name(site.File).Say(":").Number(site.Line ?? 0);
        if (site.Module is not null)
            list.Sentence.Say(" of module ").Name(site.Module);
        list.Sentence.Say(", ").Size(site.Bytes).Say(" in ").Number(site.Calls).Say(" allocations.");
        list.Add(site.Bytes, situation.ShareOfAll(site.Bytes));
        if (sites.Module is not null && sites.ModuleBytes > site.Bytes)
        {
            list.Sentence.Say("Module ").Name(sites.Module).Say(" holds ").Size(sites.ModuleBytes).Say(" over all its call sites listed.");
            list.Add(sites.ModuleBytes, situation.ShareOfAll(sites.ModuleBytes));
        }
    }

    private static void AddUnaccounted(Situation situation, EvidenceList list)
    {
        if (situation.IsCgroup || situation.Account.Unaccounted is not long bytes || !(situation.ShareOfAll(bytes) > NormalUnaccounted))
            return;

        list.Sentence.Say("No counter of the report owns ").Size(bytes)
            .Say(": vmalloc and per-CPU memory, drivers, balloon, zram and zswap before 6.18; up to a tenth is normal.");
        list.Add(bytes, situation.ShareOfAll(bytes));
    }

    private static void AddHugePages(Situation situation, EvidenceList list)
    {
        ref readonly MemoryAccount account = ref situation.Account;
        if (situation.IsCgroup || account.FreeHugePages is not long free || !(situation.ShareOfAll(free) >= NotableHugePages))
            return;

        list.Sentence.Say("Huge pages reserved but unused: ").PartOf(free, account.HugePages ?? free).Say("; nothing else can use them.");
        list.Add(free, situation.ShareOfAll(free));
    }

    private static void AddSharedMemory(Situation situation, EvidenceList list)
    {
        if (situation.Cause != OomCause.SharedMemory)
            return;

        list.Sentence.Say(SharedMemoryUse.IsUnmapped(situation)
            ? "The listed processes map less than half of the shared memory: files on tmpfs or detached System V segments keep the rest, and a kill does not free that."
            : "Shared memory is freed when its file or segment is removed and its last user is gone; killing one process need not free it.");
        list.Add(situation.Allowed.Shared, situation.ShareOf(situation.Allowed.Shared));
    }

    /// <summary>What the cgroup may swap; of the machine's swap its report says nothing.</summary>
    private static void AddCgroupSwap(Situation situation, EvidenceList list)
    {
        foreach (CgroupCounter counter in situation.Report.CgroupCounters)
        {
            // v1 limits memory and swap together: no more than the memory's own limit leaves no room for swap.
            bool isTogether = counter.Name == "memory+swap";
            if (counter.Limit is not long limit || !(isTogether || counter.Name == "swap") || (isTogether && situation.Report.CgroupLimit is null))
                continue;

            long room = isTogether ? limit - situation.Report.CgroupLimit!.Value : limit;
            long used = isTogether ? Math.Max(0, counter.Usage - (situation.Report.CgroupUsage ?? 0)) : counter.Usage;
            if (room <= 0)
                list.Sentence.Say("The cgroup may not swap (").Say(isTogether ? "memory.memsw.limit_in_bytes is its memory's limit" : "memory.swap.max is 0").Say(").");
            else
                list.Sentence.Say("Of the swap that the cgroup's limit allows ").PartOf(used, room).Say(" are in use.");
            list.Add(used, room > 0 ? used / (double)room : null);
        }
    }

    private static void AddSwap(Situation situation, EvidenceList list)
    {
        OomReport report = situation.Report;
        if (situation.IsCgroup)
            AddCgroupSwap(situation, list);
        if (report.SwapTotal is not long total)
            return;
        if (total <= 0 && !CauseText.IsUserSpace(situation.Cause))
            return;
        if (total <= 0)
        {
            list.Add("There is no swap: anonymous and shared memory cannot leave RAM.");
            return;
        }

        long free = report.SwapFree ?? 0;
        list.Sentence.Say(SwapUse.IsFull(report) ? "Swap is full: " : "Swap is not full: ").Size(free).Say(" of ").Size(total).Say(" free.");
        list.Add(free, free / (double)total);
    }

    private static void AddDirty(Situation situation, EvidenceList list)
    {
        if (situation.Report.MemInfo is not OomMemInfo info || situation.Account.File is not long file || file <= 0)
            return;

        long dirty = unchecked((info.Dirty ?? 0) + (info.Writeback ?? 0));
        if (dirty < file * MuchDirty || !(situation.ShareOfAll(dirty) >= Notable))
            return;

        list.Sentence.Say("Dirty or under writeback: ").PartOf(dirty, file).Say(" of file cache; it cannot be dropped before the disk has it.");
        list.Add(dirty, dirty / (double)file);
    }
}
