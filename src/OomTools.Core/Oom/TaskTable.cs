namespace OomTools.Oom;

/// <summary>
/// The task table of every layout. The heading tells the columns; where it was lost they follow from how many numbers
/// stand before the name. Source: <c>dump_tasks</c> in <c>mm/oom_kill.c</c>.
/// </summary>
internal sealed class TaskTable
{
    private const int MaxColumns = 16;

    // A name that is a number itself must not count as a column where the heading was lost.
    private const int MostKnownColumns = 10;

    private static readonly NameTable s_headings = new(
        "", "uid", "tgid", "total_vm", "rss", "rss_anon", "rss_file", "rss_shmem", "nr_ptes", "pgtables_bytes", "swapents",
        "cpu", "oom_adj", "oom_score_adj", "nr_pmds");

    private const int NrPmds = 14;

    private readonly TaskColumn[] _columns = new TaskColumn[MaxColumns];
    private int _count;

    /// <summary>The columns are known.</summary>
    public bool HasColumns => _count > 0;

    public void Clear() => _count = 0;

    /// <summary><c>[ pid ]   uid  tgid …</c> or <c>[  pid  ]   uid  tgid …</c>.</summary>
    public static bool IsHeading(ReadOnlySpan<byte> line)
    {
        var cursor = new FieldCursor(line);
        if (!cursor.TrySkip("["u8))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (!cursor.TrySkip("pid"u8))
        {
            return false;
        }

        cursor.SkipSpaces();
        return cursor.TrySkip("]"u8);
    }

    /// <summary><c>[  431]     0   431 …</c>: a pid in brackets and at least two numbers.</summary>
    public static bool IsRow(ReadOnlySpan<byte> line)
    {
        var cursor = new FieldCursor(line);
        if (!cursor.TrySkip("["u8))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (cursor.Peek is < (byte)'0' or > (byte)'9' || !cursor.TryReadInt(out _) || !cursor.TrySkip("]"u8))
        {
            return false;
        }

        for (int i = 0; i < 2; i++)
        {
            if (cursor.Peek != ' ')
            {
                return false;
            }

            cursor.SkipSpaces();
            if (!cursor.TryReadLong(out _))
            {
                return false;
            }
        }

        return cursor.Peek == ' ';
    }

    public void ReadHeading(ReadOnlySpan<byte> line)
    {
        _count = 0;
        var cursor = new FieldCursor(line);
        _ = cursor.TryReadTo("]"u8, out _);
        for (cursor.SkipSpaces(); !cursor.AtEnd && _count < MaxColumns; cursor.SkipSpaces())
        {
            ReadOnlySpan<byte> word = cursor.ReadWord();
            if (word.SequenceEqual("name"u8))
            {
                return;
            }

            // Page tables of two levels are one number to us.
            int column = s_headings.Find(word);
            _columns[_count++] = column == NrPmds ? TaskColumn.PageTablePages : column > 0 ? (TaskColumn)column : TaskColumn.Unknown;
        }
    }

    /// <param name="line">The row.</param>
    /// <param name="pool">Where the name comes from.</param>
    /// <param name="isBefore36">The log's kernel is known to have cpu columns (up to 3.4, el6).</param>
    /// <param name="task">The row's values.</param>
    public bool TryReadRow(ReadOnlySpan<byte> line, TextPool pool, bool isBefore36, out TaskDraft task)
    {
        task = default;
        var cursor = new FieldCursor(line.TrimStart((byte)' '));
        if (!cursor.TrySkip("["u8))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (!cursor.TryReadInt(out task.Pid) || !cursor.TrySkip("]"u8) || !HasColumns && !TryDeduce(cursor, isBefore36))
        {
            return false;
        }

        for (int i = 0; i < _count; i++)
        {
            cursor.SkipSpaces();
            if (!cursor.TryReadLong(out long value) || cursor.Peek is not (0 or (byte)' '))
            {
                return false;
            }

            Set(ref task, _columns[i], value);
        }

        // One space, then the name, which may begin with spaces itself or be empty.
        _ = cursor.TrySkip(" "u8);
        task.Name = pool.Get(cursor.Rest);
        return true;
    }

    private static void Set(ref TaskDraft task, TaskColumn column, long value)
    {
        switch (column)
        {
            case TaskColumn.Uid: task.Uid = value; break;
            case TaskColumn.ThreadGroup: task.ThreadGroup = Int(value); break;
            case TaskColumn.TotalVm: task.TotalVm = value; break;
            case TaskColumn.Rss: task.Rss = value; break;
            case TaskColumn.AnonRss: task.AnonRss = value; break;
            case TaskColumn.FileRss: task.FileRss = value; break;
            case TaskColumn.ShmemRss: task.ShmemRss = value; break;
            case TaskColumn.PageTablePages: task.PageTablePages = (task.PageTablePages ?? 0) + value; break;
            case TaskColumn.PageTableBytes: task.PageTableBytes = value; break;
            case TaskColumn.Swap: task.Swap = value; break;
            case TaskColumn.OomAdj: task.OomAdj = Int(value); break;
            case TaskColumn.OomScoreAdj: task.OomScoreAdj = Int(value); break;
        }
    }

    private static int Int(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    /// <summary>The columns from the first row, where the heading was lost.</summary>
    private bool TryDeduce(FieldCursor cursor, bool isBefore36)
    {
        int numbers = 0;
        long fifth = 0;
        for (cursor.SkipSpaces(); numbers < MostKnownColumns && cursor.TryReadLong(out long value) && cursor.Peek == ' '; cursor.SkipSpaces())
        {
            numbers++;
            fifth = numbers == 5 ? value : fifth;
        }

        ReadOnlySpan<byte> heading = numbers switch
        {
            >= 10 => "] uid tgid total_vm rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name"u8,
            8 or 9 => "] uid tgid total_vm rss nr_ptes nr_pmds swapents oom_score_adj name"u8,
            // Bytes come in whole pages; so many page-table pages or CPUs there are not.
            7 when fifth >= 4096 && fifth % 4096 == 0 => "] uid tgid total_vm rss pgtables_bytes swapents oom_score_adj name"u8,
            7 when isBefore36 => "] uid tgid total_vm rss cpu oom_adj oom_score_adj name"u8,
            7 => "] uid tgid total_vm rss nr_ptes swapents oom_score_adj name"u8,
            6 => "] uid tgid total_vm rss cpu oom_adj name"u8,
            _ => default,
        };
        if (heading.IsEmpty)
        {
            return false;
        }

        ReadHeading(heading);
        return true;
    }
}
