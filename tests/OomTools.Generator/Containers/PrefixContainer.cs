using System.Buffers;
using System.Globalization;
using System.Text;

namespace OomTools.Generator.Containers;

/// <summary>How the second and further lines of a record look.</summary>
internal enum FollowUp
{
    /// <summary>Each with the prefix.</summary>
    Prefixed,

    /// <summary>Indented by the prefix's width.</summary>
    Indented,

    /// <summary>As they are.</summary>
    Bare,

    /// <summary>On the same line after <c>#012</c>.</summary>
    Hash,
}

/// <summary>How bytes that cannot be printed look.</summary>
internal enum Escapes
{
    /// <summary>As they are.</summary>
    None,

    /// <summary><c>\x1b</c>.</summary>
    Hex,

    /// <summary><c>#033</c>.</summary>
    Octal,
}

/// <summary>A container whose lines are a prefix and the text.</summary>
internal sealed class PrefixContainer(string name, Func<LogEntry, string> prefix) : LogContainer(name)
{
    public FollowUp FollowUp { get; init; }

    public Escapes Escapes { get; init; }

    public string LineEnd { get; init; } = "\n";

    public string Head { get; init; } = "";

    /// <summary>rsyslog's imjournal drops the blanks a message begins with.</summary>
    public bool TrimsStart { get; init; }

    public override bool IsRaw => Escapes == Escapes.None;

    public override bool LosesIndent => TrimsStart || FollowUp == FollowUp.Indented;

    protected override void WriteHead(IBufferWriter<byte> output) => Write(output, Head);

    protected override void WriteEntry(LogEntry entry, bool isFirst, IBufferWriter<byte> output)
    {
        string head = prefix(entry);
        string[] lines = entry.Lines;
        if (FollowUp == FollowUp.Hash)
        {
            string text = string.Join("#012", lines.Select(Escape));
            Write(output, head + (TrimsStart ? text.TrimStart(' ') : text) + LineEnd);
            return;
        }
        for (int i = 0; i < lines.Length; i++)
        {
            string start = i == 0 || FollowUp == FollowUp.Prefixed ? head : FollowUp == FollowUp.Indented ? new string(' ', head.Length) : "";
            Write(output, start + Escape(lines[i]) + LineEnd);
        }
    }

    private string Escape(string line)
    {
        if (Escapes == Escapes.None || !line.Any(IsControl))
            return line;
        StringBuilder escaped = new();
        foreach (char c in line)
        {
            if (!IsControl(c))
                escaped.Append(c);
            else if (Escapes == Escapes.Hex)
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else
                escaped.Append('#').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
        }
        return escaped.ToString();
    }

    private static bool IsControl(char c) => c is < ' ' or '\u007f';
}
