namespace OomTools.Oom;

/// <summary>A task row as printed: pages and page-table pages, because the page size may be known only later.</summary>
internal struct TaskDraft
{
    /// <summary>The table has no such column. A long? would double the size of a row.</summary>
    public const long Missing = long.MinValue;

    public int Pid;
    public int ThreadGroup;
    public long Uid;
    public long TotalVm;
    public long Rss;
    public long AnonRss;
    public long FileRss;
    public long ShmemRss;
    public long PageTablePages;
    public long PageTableBytes;
    public long Swap;
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
        PageTables = PageTableBytes != Missing ? PageTableBytes : Scale(PageTablePages, pageSize),
        Swap = Scale(Swap, pageSize),
        OomScoreAdj = OomScoreAdj,
        OomAdj = OomAdj,
    };

    /// <summary>A row whose optional columns are not there.</summary>
    public static TaskDraft Empty() => new()
    {
        AnonRss = Missing,
        FileRss = Missing,
        ShmemRss = Missing,
        PageTablePages = Missing,
        PageTableBytes = Missing,
        Swap = Missing,
        Name = "",
    };

    private static long? Scale(long pages, long pageSize) => pages != Missing ? FieldValues.Scale(pages, pageSize) : null;
}
