using System.Globalization;
using OomTools.Procfs;

namespace OomTools.Remedies;

/// <summary>
/// Drops caches through <c>/proc/sys/vm/drop_caches</c> (since 2.6.16). For diagnosis: what was worth caching is read again, at the
/// cost of the disk.
/// </summary>
internal static class CacheClearing
{
    public const string Path = "/proc/sys/vm/drop_caches";

    public static KnobResult Run(RemedyRun run, KernelCache cache, out CacheRelease? release)
    {
        MemInfo? before = MemInfoFile.Read(run.Root).Value;
        KnobResult result = run.Write(Path, ((int)cache).ToString(CultureInfo.InvariantCulture));
        MemInfo? after = MemInfoFile.Read(run.Root).Value;
        release = result.Status != KnobStatus.Ok ? null : new CacheRelease
        {
            Cache = cache,
            Before = SizeOf(before, cache),
            After = SizeOf(after, cache),
            FreeBefore = before?.MemFree,
            FreeAfter = after?.MemFree,
            Duration = run.Duration,
            Time = run.Time,
        };
        return result;
    }

    // Shared memory counts as cached, and is not dropped.
    private static long? SizeOf(MemInfo? info, KernelCache cache)
    {
        long? files = info?.Buffers + info?.Cached - (info?.Shmem ?? 0);
        return cache switch
        {
            KernelCache.PageCache => files,
            KernelCache.Slab => info?.SReclaimable,
            _ => files + info?.SReclaimable,
        };
    }
}
