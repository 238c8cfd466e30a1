namespace OomTools.Oom;

/// <summary>A victim as far as the lines so far name it. Sizes are bytes.</summary>
internal sealed class KillFacts
{
    public int? Pid;
    public string? Name;
    public long? Uid;
    public long? TotalVm;
    public long? AnonRss;
    public long? FileRss;
    public long? ShmemRss;
    public long? PageTables;
    public int? OomScoreAdj;
    public long? Score;
    public bool? Reaped;
    public long? AnonRssAfterReap;
    public KillReason Reason;

    /// <summary>Resident memory: what the line prints added up; kernels before 4.5 count shared memory as file pages.</summary>
    public long? Rss => AnonRss is long anon && FileRss is long file ? anon + file + (ShmemRss ?? 0) : null;
}
