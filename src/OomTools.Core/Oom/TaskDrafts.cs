namespace OomTools.Oom;

/// <summary>The rows of a task table, written in place: a row is too large to be passed on by value.</summary>
internal sealed class TaskDrafts
{
    private TaskDraft[] _rows = new TaskDraft[64];

    public int Count { get; private set; }

    public int Capacity => _rows.Length;

    public ReadOnlySpan<TaskDraft> Rows => _rows.AsSpan(0, Count);

    /// <summary>Where the next row may be written; it counts once <see cref="Add"/> is called.</summary>
    public ref TaskDraft Next
    {
        get
        {
            if (Count == _rows.Length)
            {
                Array.Resize(ref _rows, Count * 2);
            }

            return ref _rows[Count];
        }
    }

    public void Add() => Count++;

    public void Clear() => Count = 0;
}
