using OomTools.Text;

namespace OomTools.Logs;

/// <summary>What lines without a prefix belong to: a record that was printed over several lines, or nothing.</summary>
internal sealed class FollowUps
{
    /// <summary>Follow-up lines of one record that come without any prefix; the longest record (memory.stat of a cgroup) has fewer.</summary>
    public const int Most = 64;

    // The last record's, and the one being read: they change places rather than being copied.
    private readonly LinePrefix[] _prefixes = [new(), new()];
    private int _last;
    private Follow _follow;
    private int _count;

    /// <summary>What the lines after a record with a prefix, themselves without one, are.</summary>
    private enum Follow : byte
    {
        /// <summary>Lines of their own.</summary>
        Nothing,

        /// <summary>Indented ones belong to the record (dmesg, journalctl).</summary>
        Indented,

        /// <summary>All belong to the record (vmcore-dmesg).</summary>
        Any,

        /// <summary>Indented ones are fields of the record (/dev/kmsg).</summary>
        Fields,

        /// <summary>Indented ones belong to another program's record.</summary>
        Foreign,
    }

    /// <summary>What mail programs make of every other blank in a row.</summary>
    private static ReadOnlySpan<byte> NoBreakSpace => "\u00A0"u8;

    /// <summary>The prefix of the record that follow-ups belong to.</summary>
    public ref readonly LinePrefix Prefix => ref _prefixes[_last];

    /// <summary>A prefix for the next line to be read into.</summary>
    public ref LinePrefix Next()
    {
        ref LinePrefix next = ref _prefixes[1 - _last];
        next = new LinePrefix();
        return ref next;
    }

    /// <summary>A record begins; its prefix was read into <see cref="Next"/>.</summary>
    public void Begin()
    {
        _last = 1 - _last;
        ref readonly LinePrefix prefix = ref Prefix;
        _follow = prefix.Escapes == TextEscapes.Kmsg ? Follow.Fields : prefix.IsBare ? Follow.Any : Follow.Indented;
        _count = 0;
    }

    /// <summary>Another program's record begins.</summary>
    public void BeginForeign() => _follow = Follow.Foreign;

    /// <summary>The next line without a prefix is a line of its own.</summary>
    public void End() => _follow = Follow.Nothing;

    /// <summary>A line that is nothing to the sink: a field of the record, or another program's.</summary>
    public bool IsOthers(ByteCursor text) => _follow is Follow.Fields or Follow.Foreign && IsIndented(text);

    /// <summary>True for a further line of the record; it then stands at its text.</summary>
    public bool TryTake(ref ByteCursor text)
    {
        bool isFollowUp = _follow switch
        {
            Follow.Indented => _count < Most && (IsIndented(text) || !LooksStamped(text)),
            Follow.Any => _count < Most && !LooksStamped(text),
            _ => false,
        };
        if (!isFollowUp)
            return false;
        _count++;
        // Indented to the width of the prefix; one blank may be the text's own.
        int start = text.Position;
        while (text.Skip((byte)' ') || text.Skip(NoBreakSpace))
        {
        }

        if (text.Position > start && text.Peek(-1) == (byte)' ')
            text.Position--;
        return true;
    }

    private static bool IsIndented(ByteCursor text) => text.Current is (byte)' ' or (byte)'\t' || text.Rest.StartsWith(NoBreakSpace);

    private static bool LooksStamped(ByteCursor text)
    {
        var ignored = new LinePrefix();
        return KernelStamp.TryFind(ref text, ref ignored);
    }
}
