using System.Text;
using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>
/// Reads text of a trace, line by line: <c>trace</c>, <c>trace_pipe</c>, <c>trace-cmd report</c> and <c>perf script</c>, of any kernel
/// since 3.0. Other events' lines are passed over.
/// </summary>
internal sealed class ShrinkerTraceText
{
    private readonly ShrinkerFunctions _functions = new();
    private readonly Dictionary<int, string> _names = [];
    private readonly Dictionary<ulong, string> _labels = [];

    /// <summary>A hostile trace may have any number of tasks and shrinkers.</summary>
    private const int MaximumNames = 1 << 16;

    /// <summary>The sums.</summary>
    public ShrinkerTally Tally { get; } = new();

    /// <summary>Functions that occurred.</summary>
    public ShrinkerFunctions Functions => _functions;

    /// <summary>Whether there are lines with these events of which nothing could be taken.</summary>
    public bool HasOtherForm { get; private set; }

    /// <summary>Events that the text says were lost.</summary>
    public long LostEvents { get; private set; }

    /// <summary>Name of a task.</summary>
    public string? NameOf(int pid) => _names.GetValueOrDefault(pid);

    /// <summary>What the text prints for a shrinker.</summary>
    public string LabelOf(ulong shrinker) => _labels.GetValueOrDefault(shrinker, "");

    /// <summary>What was read so far.</summary>
    public ShrinkerTrace Trace => new(Tally, Functions, NameOf, LabelOf);

    /// <summary>Takes one line, without its end.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf("mm_shrink_slab_"u8);
        if (at < 0)
        {
            // The last one: a task's name may begin so.
            at = line.LastIndexOf("mm_vmscan_"u8);
            if (at >= 0)
                TakeReclaim(line, at);
            else
                LostEvents = KernelNumber.Add(LostEvents, TraceLoss.Of(line));
            return;
        }
        ReadOnlySpan<byte> text = line[at..];
        while (!IsEvent(text))
        {
            // A task's name, or whatever it is.
            int next = text[1..].IndexOf("mm_shrink_slab_"u8);
            if (next < 0)
                return;
            at += 1 + next;
            text = line[at..];
        }
        if (!TryTake(line[..at], text["mm_shrink_slab_"u8.Length..]))
            HasOtherForm = true;
    }

    private static bool IsEvent(ReadOnlySpan<byte> text) => text.StartsWith("mm_shrink_slab_start:"u8) || text.StartsWith("mm_shrink_slab_end:"u8);

    private bool TryTake(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text)
    {
        if (!TraceLinePrefix.TryParse(before, out TraceLinePrefix prefix))
            return false;
        var one = new ShrinkerEvent { IsStart = text.StartsWith("start:"u8), Time = prefix.Time, Pid = prefix.Pid };
        text = text[(one.IsStart ? "start:"u8.Length : "end:"u8.Length)..].Trim(" \r"u8);
        if (!ShrinkerEventText.TryParse(text, ref one, out ReadOnlySpan<byte> function, out ReadOnlySpan<byte> label))
            return false;
        one.Function = _functions.Of(function);
        Note(prefix, one.Shrinker, label);
        Tally.Add(one);
        return true;
    }

    private void Note(TraceLinePrefix prefix, ulong shrinker, ReadOnlySpan<byte> label)
    {
        ref string? name = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_names, prefix.Pid)!;
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref name))
        {
            // The kernel prints <...> for a task whose name it has not saved.
            if (_names.Count < MaximumNames && !prefix.Comm.SequenceEqual("<...>"u8))
                _names.Add(prefix.Pid, Encoding.UTF8.GetString(prefix.Comm));
        }
        if (!_labels.ContainsKey(shrinker) && _labels.Count < MaximumNames)
            _labels.Add(shrinker, Encoding.UTF8.GetString(label));
    }

    private void TakeReclaim(ReadOnlySpan<byte> line, int at)
    {
        ReadOnlySpan<byte> text = line[at..];
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || ReclaimEvent.KindOf(text[..colon], out bool begins) is not { } kind)
            return;
        if (TraceLinePrefix.TryParse(line[..at], out TraceLinePrefix prefix))
            Tally.SetReclaim(prefix.Pid, kind, begins);
    }
}
