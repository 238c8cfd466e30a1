namespace OomTools.Oom;

/// <summary>A column of the task table between "]" and the name.</summary>
internal enum TaskColumn : byte
{
    Unknown,
    Uid,
    ThreadGroup,
    TotalVm,
    Rss,
    AnonRss,
    FileRss,
    ShmemRss,
    PageTablePages,
    PageTableBytes,
    Swap,
    Cpu,
    OomAdj,
    OomScoreAdj,

    /// <summary>nr_pmds, the second level of page tables.</summary>
    MiddlePages,

    /// <summary>How many there are.</summary>
    Count,
}
