namespace OomTools.Oom;

/// <summary>A task row as printed: pages and page-table pages, because the page size may be known only later.</summary>
internal struct TaskDraft
{
    public int Pid;
    public int ThreadGroup;
    public long Uid;
    public long TotalVm;
    public long Rss;
    public long? AnonRss;
    public long? FileRss;
    public long? ShmemRss;
    public long? PageTablePages;
    public long? PageTableBytes;
    public long? Swap;
    public int? OomScoreAdj;
    public int? OomAdj;
    public string Name;

    public readonly OomTask Build(long pageSize) => new()
    {
        Pid = Pid,
        Name = Name,
        Uid = Uid,
        ThreadGroup = ThreadGroup,
        TotalVm = FieldValues.Scale(TotalVm, pageSize),
        Rss = FieldValues.Scale(Rss, pageSize),
        AnonRss = Scale(AnonRss, pageSize),
        FileRss = Scale(FileRss, pageSize),
        ShmemRss = Scale(ShmemRss, pageSize),
        PageTables = PageTableBytes ?? Scale(PageTablePages, pageSize),
        Swap = Scale(Swap, pageSize),
        OomScoreAdj = OomScoreAdj,
        OomAdj = OomAdj,
    };

    private static long? Scale(long? pages, long pageSize) => pages is long value ? FieldValues.Scale(value, pageSize) : null;
}
