namespace OomTools.Oom;

/// <summary>What a place found by <see cref="ReportMarker"/> is.</summary>
internal enum MarkerKind
{
    None,
    Header,
    Summary,
    Kill,
    Choice,
    GroupKill,
    NoKillable,
    AllocationFailure,
    Vmalloc,
    Slub,
    LowMemoryKiller,

    /// <summary>A boot: its release is that of the kills after it.</summary>
    LinuxVersion,
}
