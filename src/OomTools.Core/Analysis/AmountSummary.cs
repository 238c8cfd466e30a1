namespace OomTools.Analysis;

/// <summary>The summary of a report in which an amount of memory is the cause: who or what holds it, and what stands against it.</summary>
internal static class AmountSummary
{
    /// <summary>A group of tasks that holds this part of what the cause names is the sentence's subject; else the memory is.</summary>
    private const double Most = 0.5;

    /// <summary>What a slab cache or call site must hold of the kernel memory to be worth a word.</summary>
    private const double Notable = 0.2;

    /// <summary>Memory without an owner below this share is the normal state.</summary>
    private const double NotableUnaccounted = 0.1;

    public static void Say(Situation situation, Sentence sentence)
    {
        OomCause cause = situation.Cause;
        long bytes = situation.CauseBytes ?? 0;
        TaskGroup holder = situation.Holder;
        long held = Math.Min(holder.Bytes, bytes);
        if (cause is OomCause.AnonymousMemory or OomCause.Unevictable && holder.Largest is not null && held >= bytes * Most)
        {
            sentence.Group(holder).Say(holder.Count > 1 ? " hold " : " holds ");
            SayOf(situation, held, sentence);
            sentence.Say(cause == OomCause.AnonymousMemory ? " as anonymous memory" : " as locked memory");
        }
        else
        {
            sentence.Say(situation.Noun).Say(CauseText.IsPlural(cause) ? " hold " : " holds ");
            SayOf(situation, bytes, sentence);
            SayHolder(situation, sentence);
        }

        SayRest(situation, sentence);
        SayDetail(situation, sentence);
    }

    /// <summary>"68 % of RAM (138 of 204 MiB)"; only the size where the total is not in the log.</summary>
    private static void SayOf(Situation situation, long bytes, Sentence sentence)
    {
        if (situation.ShareOf(bytes) is not double share || situation.Allowed.Total is not long total)
        {
            sentence.Size(bytes);
            return;
        }

        sentence.Share(share).Say(situation.IsCgroup ? " of it (" : situation.IsNodeBound ? " of their memory (" : " of RAM (");
        sentence.PartOf(bytes, total).Say(")");
    }

    private static void SayHolder(Situation situation, Sentence sentence)
    {
        TaskGroup holder = situation.Holder;
        if (holder.Largest is null || holder.Bytes <= 0)
            return;

        if (situation.Cause == OomCause.SharedMemory)
        {
            if (SharedMemoryUse.IsUnmapped(situation))
                sentence.Say(", most of it mapped by no listed process: a kill does not free that");
        }
        else if (holder.Bytes >= situation.CauseBytes * Notable)
        {
            sentence.Say(", ").Size(holder.Bytes).Say(" of it ").Group(holder);
        }
    }

    /// <summary>User space against kernel space in LRU and slab, always.</summary>
    private static void SayRest(Situation situation, Sentence sentence)
    {
        ref readonly MemoryAccount account = ref situation.Account;
        if (situation.Cause == OomCause.HugePages)
            SayUnusedHugePages(account, sentence);

        bool slabIsCause = situation.Cause is OomCause.SlabReclaimable or OomCause.SlabUnreclaimable;
        bool lruIsCause = situation.Cause is OomCause.AnonymousMemory or OomCause.SharedMemory or OomCause.FileCache or OomCause.Unevictable;
        if (situation.IsNodeBound)
        {
            SayFreeElsewhere(situation, sentence);
            return;
        }

        if (slabIsCause && situation.ShareOf(situation.Unaccounted) >= NotableUnaccounted)
            _ = SummaryPhrases.SayShare(situation, ", memory that no counter owns ", situation.Unaccounted, sentence);
        bool said = !lruIsCause && SummaryPhrases.SayShare(situation, "; LRU ", account.Lru, sentence);
        if (!slabIsCause)
            _ = SummaryPhrases.SayShare(situation, said ? ", slab " : "; slab ", account.Slab, sentence);
        else if (!said)
            _ = SummaryPhrases.SayShare(situation, "; user memory ", account.User, sentence);
    }

    private static void SayUnusedHugePages(in MemoryAccount account, Sentence sentence)
    {
        if (account.FreeHugePages is not long free)
            return;
        if (free <= 0)
            sentence.Say(", all of it in use");
        else if (free >= account.HugePages)
            sentence.Say(", none of it in use");
        else
            sentence.Say(", ").Size(free).Say(" of it unused");
    }

    private static void SayFreeElsewhere(Situation situation, Sentence sentence)
    {
        if (situation.Account.Free - situation.Allowed.Free is long elsewhere && elsewhere > 0)
            sentence.Say("; other nodes have ").Size(elsewhere).Say(" free");
    }

    private static void SayDetail(Situation situation, Sentence sentence)
    {
        if (CauseText.IsUserSpace(situation.Cause))
            SayUserDetail(situation, sentence);
        else
            SayKernelDetail(situation, sentence);
    }

    private static void SayUserDetail(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (situation.Choice.Spared is OomTask spared)
        {
            sentence.Say("; ");
            if (spared.Name != situation.Holder.Largest?.Name)
                sentence.Process(spared.Name, spared.ThreadGroup).Say(" was spared by its oom_score_adj of ").Number(spared.OomScoreAdj ?? 0);
            else
                sentence.Say("its oom_score_adj of ").Number(spared.OomScoreAdj ?? 0).Say(" spared it");
            sentence.Say(", ").Process(report.VictimName, report.VictimPid).Say(" was killed instead");
            return;
        }

        if (!situation.IsCgroup && report.SwapTotal > 0 && report.SwapFree is long free)
            SaySwap(SwapUse.IsFull(report), free, sentence);
    }

    private static void SaySwap(bool isFull, long free, Sentence sentence)
    {
        if (isFull)
            sentence.Say(", swap is full");
        else
            sentence.Say(", swap has ").Size(free).Say(" left");
    }

    private static void SayKernelDetail(Situation situation, Sentence sentence)
    {
        long bytes = situation.CauseBytes ?? 0;
        SiteShares sites = situation.Sites;
        SlabCache? cache = situation.LargestSlab;
        if (sites.Module is not null && sites.ModuleBytes >= bytes * Notable)
            sentence.Say("; module ").Name(sites.Module).Say(" allocated ").Size(sites.ModuleBytes);
        else if (situation.Cause is OomCause.SlabReclaimable or OomCause.SlabUnreclaimable && cache?.Bytes >= bytes * Notable)
            sentence.Say("; ").Name(cache.Name).Say(" alone holds ").Size(cache.Bytes);
        else if (sites.Largest is AllocationSite site && site.Bytes >= bytes * Notable)
            sentence.Say("; ").Name(site.Function).Say(" allocated ").Size(site.Bytes);

        if (situation.Trace is TraceHint trace)
            sentence.Say("; the request was for ").Say(trace.What);
    }
}
