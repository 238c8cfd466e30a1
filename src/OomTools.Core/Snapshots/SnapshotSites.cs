using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Snapshots;

/// <summary>The allocation sites' part of a snapshot: from allocinfo alone, the other sources take too long.</summary>
internal static class SnapshotSites
{
    // The file has some thousand; a leak is among the largest.
    private const int MostSites = 300;

    public static AllocationSite[] Read(SystemRoot root, SnapshotGaps gaps)
    {
        if (gaps.ValueOf(nameof(MemorySnapshot.AllocationSites), AllocInfo.Read(root)) is not { } all)
            return [];
        AllocationSite[] sites = [.. all.Where(site => site.Bytes > 0).OrderByDescending(site => site.Bytes).Take(MostSites)];
        // The file is there even when nothing is counted.
        if (sites.Length == 0)
            gaps.Add(nameof(MemorySnapshot.AllocationSites), AllocInfo.Path, SystemFileStatus.Missing, "allocation profiling is off (sysctl vm.mem_profiling)");
        return sites;
    }
}
