namespace OomTools.Analysis;

/// <summary>
/// Decides what filled the memory, or what else kept the request from being served. Order of the questions: was it asked
/// for by hand; is it about this request (reserve, zone, order) rather than about all memory; else what is largest.
/// </summary>
internal static class CauseRules
{
    /// <summary>
    /// The largest kind of memory on the other side (user against kernel space) must exceed the larger side's largest by
    /// this factor to be the cause: a side that is split in many kinds is still the fuller side.
    /// </summary>
    private const double ClearlyLarger = 1.25;

    /// <summary>Memory that no counter owns is called by a call site's name when such sites explain at least half of it.</summary>
    private const double Explains = 0.5;

    /// <summary>Without statistics, tasks whose memory makes up this part of the limit explain that it was reached.</summary>
    private const double Fills = 0.5;

    /// <summary>Sets cause and amount.</summary>
    public static void Decide(Situation situation)
    {
        OomReport report = situation.Report;
        situation.Cause = report.Kind == OomKind.Manual ? OomCause.ManualRequest : OfRequest(situation);
        if (situation.Cause == OomCause.Unknown)
            DecideByAmount(situation);
    }

    /// <summary>Causes that lie in the request rather than in what fills the memory.</summary>
    private static OomCause OfRequest(Situation situation)
    {
        ZoneChecks zones = situation.Zones;
        if (situation.IsCgroup || !zones.IsKnown)
            return situation is { IsFailure: true, Request: { IsAtomic: true, Order: 0 } } ? OomCause.AtomicReserve : OomCause.Unknown;
        if (situation.Request.Order > 0 && zones.IsFragmented)
            return OomCause.Fragmentation;
        if (situation.Request.HighestZone < ZoneType.Normal && zones.IsLowZone)
            return OomCause.LowZone;
        return situation is { IsFailure: true, Request.IsAtomic: true } ? OomCause.AtomicReserve : OomCause.Unknown;
    }

    private static void DecideByAmount(Situation situation)
    {
        Candidate user = LargestOfUser(situation);
        Candidate kernel = LargestOfKernel(situation);
        Candidate chosen = Choose(situation, user, kernel);
        // At the limit there is nothing else that could have filled it.
        if (chosen.Bytes <= 0 && !situation.IsNow)
            chosen = new Candidate(OomCause.Unaccounted, situation.Ahead);
        if (chosen.Bytes <= 0)
        {
            DecideWithoutStatistics(situation);
            return;
        }

        situation.Cause = chosen.Cause;
        situation.CauseBytes = chosen.Bytes;
    }

    private static Candidate Choose(Situation situation, Candidate user, Candidate kernel)
    {
        ref readonly MemoryAccount account = ref situation.Allowed;
        if (account.User is not long userSide)
            return default;
        if (account.KernelSpace - situation.Ahead is not long kernelSide)
            return user.Bytes > kernel.Bytes ? user : kernel;

        (Candidate fuller, Candidate other) = userSide >= kernelSide ? (user, kernel) : (kernel, user);
        return other.Bytes > fuller.Bytes * ClearlyLarger ? other : fuller;
    }

    private static Candidate LargestOfUser(Situation situation)
    {
        ref readonly MemoryAccount account = ref situation.Allowed;
        var largest = new Candidate(OomCause.AnonymousMemory, unchecked((account.Anonymous ?? 0) + (account.Compressed ?? 0)));
        largest = largest.Or(OomCause.SharedMemory, account.Shared);
        largest = largest.Or(OomCause.FileCache, account.File);
        largest = largest.Or(OomCause.HugePages, account.HugePages);

        // In a cgroup what is locked is part of the others: it is the cause when it is most of them.
        long? locked = situation.IsCgroup && account.Unevictable * 2 <= account.User ? null : account.Unevictable;
        return largest.Or(OomCause.Unevictable, locked);
    }

    private static Candidate LargestOfKernel(Situation situation)
    {
        // The kernel's kinds of memory are not printed per node: for a node-bound request the machine's must do.
        ref readonly MemoryAccount account = ref situation.Account;
        OomCause slabKind = account.SlabReclaimable > account.SlabUnreclaimable ? OomCause.SlabReclaimable : OomCause.SlabUnreclaimable;
        var largest = new Candidate(slabKind, account.Slab ?? 0);
        largest = largest.Or(OomCause.PageTables, account.PageTables);
        largest = largest.Or(OomCause.KernelStacks, account.KernelStack);
        largest = largest.Or(OomCause.Percpu, account.Percpu);
        largest = largest.Or(OomCause.Vmalloc, account.Vmalloc);
        long? unaccounted = situation.IsNodeBound ? UnaccountedOnNodes(situation) : situation.Unaccounted;
        if (situation.UndividedKernel is long undivided && undivided > Math.Max(largest.Bytes, unaccounted ?? 0))
            return new Candidate(OomCause.Unaccounted, undivided);
        if (unaccounted > largest.Bytes)
            return OfUnaccounted(unaccounted.Value, situation.Sites);

        return situation.IsNodeBound && situation.Allowed.KernelSpace is long onNodes
            ? largest with { Bytes = Math.Min(largest.Bytes, onNodes) }
            : largest;
    }

    /// <summary>What of the allowed nodes' kernel memory even the whole machine's counters cannot explain.</summary>
    private static long? UnaccountedOnNodes(Situation situation) => situation.Allowed.KernelSpace - (situation.Account.Kernel ?? 0);

    private static Candidate OfUnaccounted(long bytes, in SiteShares sites)
    {
        if (sites.Vmalloc >= bytes * Explains && sites.Vmalloc >= sites.Percpu)
            return new Candidate(OomCause.Vmalloc, sites.Vmalloc);
        if (sites.Percpu >= bytes * Explains)
            return new Candidate(OomCause.Percpu, sites.Percpu);

        return new Candidate(OomCause.Unaccounted, bytes);
    }

    /// <summary>Cgroup reports before 3.10 have no statistics: the victim's or the tasks' anonymous memory may still explain the limit.</summary>
    private static void DecideWithoutStatistics(Situation situation)
    {
        OomReport report = situation.Report;
        if (!situation.IsCgroup || report.CgroupLimit is not long limit || limit <= 0 || situation.Account.User is not null)
            return;

        long anonymous = report.Victims.Length > 0 ? report.Victims[0].AnonRss ?? 0 : 0;
        long ofTasks = 0;
        foreach (OomTask task in report.Tasks)
            ofTasks = unchecked(ofTasks + (task.AnonRss ?? 0));

        anonymous = Math.Max(anonymous, ofTasks);
        if (anonymous < limit * Fills)
            return;

        situation.Cause = OomCause.AnonymousMemory;
        situation.CauseBytes = Math.Min(anonymous, limit);
    }

    private readonly record struct Candidate(OomCause Cause, long Bytes)
    {
        public Candidate Or(OomCause cause, long? bytes) => bytes > Bytes ? new Candidate(cause, bytes.Value) : this;
    }
}
