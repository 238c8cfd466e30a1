using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Snapshots;

/// <summary>
/// Reads what a machine says of its slab caches, by the cheap ways only, since it may be short of memory: no page_owner, no traces of single
/// caches, and only those shrinkers that large caches have. What may not be read stays unknown.
/// </summary>
internal static class SlabStateReader
{
    // So many take some 50 ms.
    private const long MostQuestions = 10_000;

    // A smaller part of all slab explains nothing.
    private const double Notable = 0.05;

    /// <summary>Reads it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SlabState Read(SystemRoot root, TimeProvider time, CancellationToken cancellation)
    {
        SlabCache[] caches = SlabInfo.Read(root).Value ?? [];
        TimeSpan? uptime = Uptime.Read(root);
        var state = new SlabState
        {
            Time = root.IsLive ? time.GetUtcNow().UtcDateTime : root.BootTime + uptime,
            Uptime = uptime,
            IsCaptured = !root.IsLive,
            Memory = MemInfoFile.Read(root).Value,
            Counters = VmStat.Read(root).Value ?? [],
            Caches = caches,
            Large = LargeOf(caches),
        };
        if (state.Large.Length > 0)
            Join(root, state, cancellation);
        return state;
    }

    private static SlabCache[] LargeOf(SlabCache[] caches)
    {
        double all = caches.Sum(cache => (double)cache.Bytes);
        return Array.FindAll(caches, cache => cache.Bytes > 0 && cache.Bytes >= all * Notable);
    }

    private static void Join(SystemRoot root, SlabState state, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        SlabJoin.AddShrinkers(root, state.Caches, state.Large, MostQuestions, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (AllocInfo.Read(root).Value is { } sites)
            SlabSites.Set(state.Caches, sites);
        // Looked up here, where files are read, and not where they are asked for.
        foreach (SlabCache cache in state.Large)
            _ = cache.IsReclaimable;
    }
}
