using System.Runtime.CompilerServices;
using OomTools.Text;

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

            _columns[_count++] = (TaskColumn)Math.Max(0, s_headings.Find(word));
        }
    }

    /// <param name="line">The row.</param>
    /// <param name="pool">Where the name comes from.</param>
    /// <param name="release">The log's kernel; up to 3.4 there are cpu columns.</param>
    /// <param name="task">Where the row's values go; of no use when this is no row.</param>
    public bool TryReadRow(ReadOnlySpan<byte> line, TextPool pool, string? release, ref TaskDraft task)
    {
        var cursor = new FieldCursor(line);
        cursor.SkipSpaces();
        if (!cursor.TrySkip("["u8))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (!cursor.TryReadInt(out int pid) || !cursor.TrySkip("]"u8) || !HasColumns && !TryDeduce(cursor, release))
        {
            return false;
        }

        task.Start(pid);
        ReadOnlySpan<byte> text = cursor.Rest;
        foreach (TaskColumn column in _columns.AsSpan(0, _count))
        {
            if (!TryReadColumn(ref text, out long value))
            {
                return false;
            }

            task.Set(column, value);
        }

        // One space, then the name, which may begin with spaces itself or be empty.
        task.Name = pool.Get(text.IsEmpty ? text : text[1..]);
        return true;
    }

    /// <summary>A number, right-aligned, and nothing but a space behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadColumn(ref ReadOnlySpan<byte> text, out long value)
    {
        text = text[EightBytes.CountSpaces(text)..];
        int digits = EightBytes.ReadDigits(text, out ulong number);
        value = (long)number;
        if (digits is 0 or > 18)
        {
            return TryReadUnusual(ref text, out value);
        }

        text = text[digits..];
        return text.IsEmpty || text[0] == ' ';
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadUnusual(ref ReadOnlySpan<byte> text, out long value)
    {
        var cursor = new FieldCursor(text);
        cursor.SkipSpaces();
        bool isRead = cursor.TryReadLong(out value);
        text = cursor.Rest;
        return isRead && cursor.Peek is 0 or (byte)' ';
    }

    /// <summary>The columns from the first row, where the heading was lost.</summary>
    private bool TryDeduce(FieldCursor cursor, string? release)
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

        ReadHeading(heading);
        return true;
    }
}
