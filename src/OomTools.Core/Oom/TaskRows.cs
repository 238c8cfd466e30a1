namespace OomTools.Oom;

/// <summary>The rows of a task table: a number for each of its columns, and the names.</summary>
internal sealed class TaskRows
{
    private readonly sbyte[] _places = new sbyte[(int)TaskColumn.Count];
    private long[] _numbers = new long[1024];
    private (int Pid, string Name)[] _tasks = new (int, string)[64];

    public int Count { get; private set; }

    /// <summary>Numbers of a row; 0 while the columns are not known.</summary>
    public int Columns { get; private set; }

    public int Capacity => _tasks.Length;

    public TaskRow this[int index] => new(_numbers.AsSpan(index * Columns, Columns), _places, _tasks[index].Pid, _tasks[index].Name);

    /// <summary>Names the columns. False when there are rows with more or fewer numbers: they are of another table.</summary>
    public bool TrySetColumns(ReadOnlySpan<TaskColumn> columns)
    {
        if (Count > 0 && columns.Length != Columns)
        {
            return false;
        }

        Columns = columns.Length;
        Array.Fill(_places, (sbyte)-1);
        for (int i = 0; i < columns.Length; i++)
        {
            _places[(int)columns[i]] = (sbyte)i;
        }

        return true;
    }

    /// <summary>Where the next row's numbers are written; it counts once <see cref="Add"/> is called.</summary>
    public Span<long> Next()
    {
        int start = Count * Columns;
        if (_numbers.Length < start + Columns)
        {
            Array.Resize(ref _numbers, _numbers.Length * 2);
        }

        return _numbers.AsSpan(start, Columns);
    }

    public void Add(int pid, string name)
    {
        if (Count == _tasks.Length)
        {
            Array.Resize(ref _tasks, Count * 2);
        }

        _tasks[Count++] = (pid, name);
    }

    public void Clear()
    {
        Count = Columns = 0;
    }
}
