namespace OomTools.Oom;

/// <summary>
/// What a kernel line is to a report. The order of the values is the order in which the kernel prints them: a report
/// takes no line of a section that it has passed already.
/// </summary>
internal enum LineKind : byte
{
    /// <summary>Nothing a report has.</summary>
    Other = 0,

    // Before or beside a report.
    LinuxVersion,
    Suppressed,
    SysRqKill,
    SysRqIgnored,
    ShowMemory,
    Reaper,

    // The beginnings.
    Vmalloc,
    Header,
    AllocationFailure,

    // The sections, in the kernel's order.
    CompactionDisabled,
    Cpuset,
    Cpu,
    Stack,
    CallTrace,
    Registers,
    CgroupOpening,
    CgroupUsage,
    CgroupStatistics,
    MemInfo,
    PerCpu,
    MemInfoPairs,
    Node,
    Zone,
    LowmemReserve,
    Buddy,
    HugePages,
    Total,
    AllocationSites,
    SlabInfo,
    Protection,
    TaskHeading,
    Task,
    Slub,
    SlubDetail,

    // The ends.
    Summary,
    Choice,
    Kill,
    SharedKill,
    GroupKill,
    AlreadyExiting,
    NoKillable,
    Panic,
    LowMemoryKiller,
    LowMemoryKillerDetail,
}
