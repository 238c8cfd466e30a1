using OomTools.Procfs;
using OomTools.Shrinkers;

namespace OomTools.Snapshots;

/// <summary>The shrinkers' part of a snapshot.</summary>
internal static class SnapshotShrinkers
{
    // Each shrinker is asked for each cgroup. So many take well below a second; a snapshot must not become a load.
    private const long MostQuestions = 100_000;

    public static KernelShrinker[] Read(SystemRoot root, SnapshotGaps gaps, CancellationToken cancellation)
    {
        ShrinkerDirectory directory = ShrinkerDirectory.Open(root);
        if (directory.Source != ShrinkerSource.Found)
        {
            (SystemFileStatus status, string reason) = Reason(directory.Source);
            gaps.Add(nameof(MemorySnapshot.Shrinkers), directory.Path, status, reason);
            return [];
        }

        if (CgroupCount.Read(root) * directory.Entries.Length > MostQuestions)
        {
            gaps.Add(nameof(MemorySnapshot.Shrinkers), directory.Path, SystemFileStatus.Failed, "too many cgroups to ask each shrinker for");
            return [];
        }

        var reader = new ShrinkerReader(root, directory, byCgroup: false, byNode: false);
        var shrinkers = new List<KernelShrinker>(directory.Entries.Length);
        foreach ((string name, int id) in directory.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            shrinkers.AddRange(reader.Read(name, id));
        }

        return [.. shrinkers.OrderByDescending(shrinker => shrinker.Objects)];
    }

    private static (SystemFileStatus Status, string Reason) Reason(ShrinkerSource source) => source switch
    {
        ShrinkerSource.AccessDenied => (SystemFileStatus.PermissionDenied, "this user may not read it"),
        ShrinkerSource.NotMounted => (SystemFileStatus.Missing, "debugfs is not mounted"),
        ShrinkerSource.NotCaptured => (SystemFileStatus.Missing, "not captured"),
        _ => (SystemFileStatus.Missing, "this kernel does not show its shrinkers (6.0 and later with CONFIG_SHRINKER_DEBUG)"),
    };
}
