using OomTools.Text;

namespace OomTools.Oom;

/// <summary>
/// The task table of every layout. The heading tells the columns; where it was lost they follow from how many numbers
/// stand before the name. Source: <c>dump_tasks</c> in <c>mm/oom_kill.c</c>.
/// </summary>
internal static class TaskTable
{
    private const int MaxColumns = 16;

    // A name that is a number itself must not count as a column where the heading was lost.
    private const int MostKnownColumns = 10;

    private static readonly NameTable s_headings = new(
        "", "uid", "tgid", "total_vm", "rss", "rss_anon", "rss_file", "rss_shmem", "nr_ptes", "pgtables_bytes", "swapents",
        "cpu", "oom_adj", "oom_score_adj", "nr_pmds");

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

    /// <summary>Takes the columns from a heading. False when it is not that of the rows before it: their own was lost.</summary>
    public static bool TryReadHeading(ReadOnlySpan<byte> line, TaskRows rows)
    {
        Span<TaskColumn> columns = stackalloc TaskColumn[MaxColumns];
        int count = 0;
        var cursor = new FieldCursor(line);
        _ = cursor.TryReadTo("]"u8, out _);
        for (cursor.SkipSpaces(); !cursor.AtEnd && count < MaxColumns; cursor.SkipSpaces())
        {
            ReadOnlySpan<byte> word = cursor.ReadWord();
            if (word.SequenceEqual("name"u8))
            {
                break;
            }

            columns[count++] = (TaskColumn)Math.Max(0, s_headings.Find(word));
        }

        return rows.TrySetColumns(columns[..count]);
    }

    /// <summary>Adds a row; false when the line is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="rows">The rows read so far. Where the heading was lost, the first row tells the columns.</param>
    /// <param name="pool">Where the name comes from.</param>
    /// <param name="release">The log's kernel; up to 3.4 there are cpu columns.</param>
    public static bool TryReadRow(ReadOnlySpan<byte> line, TaskRows rows, TextPool pool, string? release)
    {
        var cursor = new FieldCursor(line);
        cursor.SkipSpaces();
        if (!cursor.TrySkip("["u8))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (!cursor.TryReadInt(out int pid) || !cursor.TrySkip("]"u8) || rows.Columns == 0 && !TryDeduce(cursor, rows, release))
        {
            return false;
        }

        int end = NumberColumns.Read(line, line.Length - cursor.Rest.Length, rows.Next());
        if (end < 0 || end >= line.Length)
        {
            // Something broke the row: even an empty name has a space before it.
            return false;
        }

        if (rows.Count < ReportLimits.Tasks)
        {
            // One space, then the name, which may begin with spaces itself or be empty.
            rows.Add(pid, pool.Get(line[(end + 1)..]));
        }

        return true;
    }

    /// <summary>The columns from the first row, where the heading was lost.</summary>
    private static bool TryDeduce(FieldCursor cursor, TaskRows rows, string? release)
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
            7 when KernelAge.IsBefore36(release) => "] uid tgid total_vm rss cpu oom_adj oom_score_adj name"u8,
            7 => "] uid tgid total_vm rss nr_ptes swapents oom_score_adj name"u8,
            6 => "] uid tgid total_vm rss cpu oom_adj name"u8,
            _ => default,
        };
        if (heading.IsEmpty)
        {
            return false;
        }

        return TryReadHeading(heading, rows);
    }
}
