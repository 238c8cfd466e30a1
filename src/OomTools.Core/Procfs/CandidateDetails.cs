namespace OomTools.Procfs;

/// <summary>What is read only for the candidates that are shown.</summary>
internal sealed class CandidateDetails(SystemRoot root, CgroupHierarchy? hierarchy, string? domain)
{
    private readonly OomGroups _groups = new(root, hierarchy, domain);

    /// <summary>Adds the cgroup that dies with a candidate.</summary>
    public void AddGroup(OomCandidate candidate)
    {
        if (!candidate.IsExempt)
            candidate.OomGroup = _groups.Of(candidate.CgroupPath);
    }

    /// <summary>Adds what killing a candidate would free, where this user may know.</summary>
    public void AddFreeable(OomCandidate candidate)
    {
        if (candidate.IsExempt)
            return;
        SmapsRollup rollup = SmapsRollup.Read(root, candidate.Pid);
        candidate.Freeable = rollup.Private + (candidate.PageTables ?? 0);
        candidate.FreeableSwap = rollup.SwapShare;
    }
}
