using System.Runtime.CompilerServices;

namespace OomTools.Oom;

/// <summary>A task row as printed: pages and page-table pages, because the page size may be known only later.</summary>
internal struct TaskDraft
{
    /// <summary>The table has no such column. A long? would double the size of a row.</summary>
    private const long Missing = long.MinValue;

    private Columns _columns;

    public int Pid { get; private set; }

    public string Name { get; set; }

    public readonly int ThreadGroup => Int(Number(TaskColumn.ThreadGroup));

    public readonly long TotalVm => Number(TaskColumn.TotalVm);

    public readonly int? OomScoreAdj => Adjustment(TaskColumn.OomScoreAdj);

    /// <summary>Begins a row: no column is there yet.</summary>
    public void Start(int pid)
    {
        ((Span<long>)_columns).Fill(Missing);
        Pid = pid;
    }

    public void Set(TaskColumn column, long value) => _columns[(int)column] = value;

    public readonly OomTask Build(long pageSize) => new()
    {
        Pid = Pid,
        Name = Name,
        Uid = Number(TaskColumn.Uid),
        ThreadGroup = ThreadGroup,
        TotalVm = FieldValues.Scale(TotalVm, pageSize),
        Rss = FieldValues.Scale(Number(TaskColumn.Rss), pageSize),
        AnonRss = Bytes(TaskColumn.AnonRss, pageSize),
        FileRss = Bytes(TaskColumn.FileRss, pageSize),
        ShmemRss = Bytes(TaskColumn.ShmemRss, pageSize),
        PageTables = PageTables(pageSize),
        Swap = Bytes(TaskColumn.Swap, pageSize),
        OomScoreAdj = OomScoreAdj,
        OomAdj = Adjustment(TaskColumn.OomAdj),
    };

    private readonly bool Has(TaskColumn column) => _columns[(int)column] != Missing;

    private readonly long Number(TaskColumn column) => Has(column) ? _columns[(int)column] : 0;

    private readonly long? Bytes(TaskColumn column, long pageSize) =>
        Has(column) ? FieldValues.Scale(_columns[(int)column], pageSize) : null;

    private readonly int? Adjustment(TaskColumn column) => Has(column) ? Int(_columns[(int)column]) : null;

    /// <summary>Page tables of two levels (4.5 to 4.14) are one number to us.</summary>
    private readonly long? PageTables(long pageSize) =>
        Has(TaskColumn.PageTableBytes) ? _columns[(int)TaskColumn.PageTableBytes]
        : !Has(TaskColumn.MiddlePages) ? Bytes(TaskColumn.PageTablePages, pageSize)
        : FieldValues.Scale(unchecked(Math.Max(0, Number(TaskColumn.PageTablePages)) + Number(TaskColumn.MiddlePages)), pageSize);

    private static int Int(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    [InlineArray((int)TaskColumn.Count)]
    private struct Columns
    {
        private long _first;
    }
}
