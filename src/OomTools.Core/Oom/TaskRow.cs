namespace OomTools.Oom;

/// <summary>A task row as printed: pages and page-table pages, because the page size may be known only later.</summary>
internal readonly ref struct TaskRow(ReadOnlySpan<long> numbers, ReadOnlySpan<sbyte> places, int pid, string name)
{
    private readonly ReadOnlySpan<long> _numbers = numbers;
    private readonly ReadOnlySpan<sbyte> _places = places;

    public int Pid { get; } = pid;

    public int ThreadGroup => Int(OrZero(TaskColumn.ThreadGroup));

    public long TotalVm => OrZero(TaskColumn.TotalVm);

    public int? OomScoreAdj => Adjustment(TaskColumn.OomScoreAdj);

    /// <summary>What the row says of a column; null where the table does not have it.</summary>
    private long? this[TaskColumn column] => _places[(int)column] is >= 0 and sbyte place ? _numbers[place] : null;

    public OomTask Build(long pageSize) => new()
    {
        Pid = Pid,
        Name = name,
        Uid = OrZero(TaskColumn.Uid),
        ThreadGroup = ThreadGroup,
        TotalVm = FieldValues.Scale(TotalVm, pageSize),
        Rss = FieldValues.Scale(OrZero(TaskColumn.Rss), pageSize),
        AnonRss = Bytes(TaskColumn.AnonRss, pageSize),
        FileRss = Bytes(TaskColumn.FileRss, pageSize),
        ShmemRss = Bytes(TaskColumn.ShmemRss, pageSize),
        PageTables = this[TaskColumn.PageTableBytes] ?? PageTablePages(pageSize),
        Swap = Bytes(TaskColumn.Swap, pageSize),
        OomScoreAdj = OomScoreAdj,
        OomAdj = Adjustment(TaskColumn.OomAdj),
    };

    private long OrZero(TaskColumn column) => this[column] ?? 0;

    private long? Bytes(TaskColumn column, long pageSize) => this[column] is long pages ? FieldValues.Scale(pages, pageSize) : null;

    private int? Adjustment(TaskColumn column) => this[column] is long bias ? Int(bias) : null;

    /// <summary>Page tables of two levels (4.5 to 4.14) are one number to us.</summary>
    private long? PageTablePages(long pageSize) => this[TaskColumn.MiddlePages] is long middle
        ? FieldValues.Scale(unchecked(Math.Max(0, OrZero(TaskColumn.PageTablePages)) + middle), pageSize)
        : Bytes(TaskColumn.PageTablePages, pageSize);

    private static int Int(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
