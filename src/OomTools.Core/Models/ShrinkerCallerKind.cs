namespace OomTools;

/// <summary>On whose behalf a shrinker ran.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum ShrinkerCallerKind : long
{
    /// <summary>The trace does not tell: kernels before 4.16 print no priority.</summary>
    Unknown,

    /// <summary>kswapd, in the background.</summary>
    Kswapd,

    /// <summary>A task that needed memory and had to reclaim some itself, which it waited for.</summary>
    DirectReclaim,

    /// <summary>The same for a cgroup at its limit, or one that is asked to reclaim. Told apart in live measurements only.</summary>
    CgroupReclaim,

    /// <summary>Reclaim of one node before memory of another is used (vm.zone_reclaim_mode). Told apart in live measurements only.</summary>
    NodeReclaim,

    /// <summary>Somebody wrote to <c>/proc/sys/vm/drop_caches</c>: priority 0 without reclaim.</summary>
    DropCaches,
}
