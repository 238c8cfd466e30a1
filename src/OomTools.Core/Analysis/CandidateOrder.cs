namespace OomTools.Analysis;

/// <summary>Processes in the order in which the kernel would kill them. Source: <c>select_bad_process</c>, <c>oom_evaluate_task</c> in mm/oom_kill.c.</summary>
internal static class CandidateOrder
{
    // From -999 on an ordinary process may have the oom_score 0.
    private const int NearlyImmune = -999;

    private const int KernelThreadParent = 2;

    /// <summary>Those that can be chosen, first victim first; then those passed over, largest first.</summary>
    public static OomCandidate[] Of(ProcessMemory[] processes, OomDomain domain)
    {
        var candidates = new List<OomCandidate>(processes.Length);
        var exempt = new List<OomCandidate>();
        foreach (ProcessMemory process in processes)
        {
            if (!domain.Includes(process.CgroupPath))
                continue;
            OomCandidate candidate = Make(process, domain);
            (candidate.IsExempt ? exempt : candidates).Add(candidate);
        }

        // Of equals, the kernel takes the one that started last since 5.9, the first before; as a rule the higher id started later.
        int sign = domain.Release.IsBefore(5, 9) ? -1 : 1;
        candidates.Sort((left, right) => Compare(left, right) is not 0 and int order ? order : sign * right.Pid.CompareTo(left.Pid));
        if (domain.Release.IsBefore(5, 1))
            Sacrifice(candidates, processes);
        for (int i = 0; i < candidates.Count; i++)
            candidates[i].Rank = i + 1;

        exempt.Sort((left, right) => (right.Rss ?? 0).CompareTo(left.Rss ?? 0) is not 0 and int order ? order : left.Pid.CompareTo(right.Pid));
        return [.. candidates, .. exempt];
    }

    /// <summary>Why a process is passed over.</summary>
    public static OomExemption ExemptionOf(ProcessMemory process, OomDomain domain)
    {
        // Since 5.9 oom_score is 0 exactly for what oom_badness passes over, but for a bias near -1000.
        int? told = domain.Release.IsBefore(5, 9) ? null : process.OomScore;
        if (process.HasNoMemory && told is null or 0)
            return IsKernelThread(process) ? OomExemption.KernelThread : OomExemption.Exiting;
        if (process.OomScoreAdj <= Badness.Immune)
            return OomExemption.Bias;
        if (process.Pid == 1 && told is null or 0)
            return OomExemption.Init;
        if (told == 0 && process.OomScoreAdj > NearlyImmune)
            return OomExemption.Skipped;
        return domain.Allows(process.MemsAllowed) ? OomExemption.None : OomExemption.OtherNodes;
    }

    private static OomCandidate Make(ProcessMemory process, OomDomain domain)
    {
        OomExemption exemption = ExemptionOf(process, domain);
        int adjustment = process.OomScoreAdj ?? 0;
        return new OomCandidate
        {
            Pid = process.Pid,
            Name = process.Name,
            Score = exemption == OomExemption.None ? ScoreOf(process, domain) : null,
            Rss = process.Rss,
            Swap = process.Swap,
            PageTables = process.PageTables,
            OomScoreAdj = process.OomScoreAdj,
            Adjustment = Badness.AdjustmentPoints(adjustment, domain.TotalPages) * domain.PageSize,
            CgroupPath = process.CgroupPath,
            Uid = process.Uid,
            Threads = process.Threads,
            OomScore = process.OomScore,
            IsExempt = exemption != OomExemption.None,
            Exemption = exemption,
            PageSize = domain.PageSize,
        };
    }

    private static long? ScoreOf(ProcessMemory process, OomDomain domain)
    {
        // What those kernels add up (processor time, children) is not in any file; their result is.
        if (domain.Release.IsBefore(3, 6))
            return process.OomScore;

        var terms = new BadnessTerms(
            (process.Rss ?? 0) / domain.PageSize,
            (process.Swap ?? 0) / domain.PageSize,
            (process.PageTables ?? 0) / domain.PageSize,
            process.OomScoreAdj ?? 0,
            process.IsPrivileged ?? process.Uid == 0);
        return Badness.Points(terms, domain.TotalPages, domain.Release);
    }

    /// <summary>Highest score first; without scores by the kernel's own figure.</summary>
    private static int Compare(OomCandidate left, OomCandidate right) => (left.Score, right.Score) switch
    {
        (long a, long b) => b.CompareTo(a),
        (null, null) => (right.OomScore ?? 0).CompareTo(left.OomScore ?? 0),
        (null, _) => 1,
        _ => -1,
    };

    /// <summary>Up to 5.0 the chosen process's own child with the highest score died in its place.</summary>
    private static void Sacrifice(List<OomCandidate> candidates, ProcessMemory[] processes)
    {
        if (candidates.Count == 0)
            return;
        int parent = candidates[0].Pid;
        var children = new HashSet<int>();
        foreach (ProcessMemory process in processes)
        {
            if (process.ParentPid == parent)
                children.Add(process.Pid);
        }

        int index = candidates.FindIndex(candidate => children.Contains(candidate.Pid));
        if (index <= 0)
            return;
        OomCandidate child = candidates[index];
        candidates.RemoveAt(index);
        candidates.Insert(0, child);
    }

    private static bool IsKernelThread(ProcessMemory process) =>
        process.Pid == KernelThreadParent || process.ParentPid == KernelThreadParent;
}
