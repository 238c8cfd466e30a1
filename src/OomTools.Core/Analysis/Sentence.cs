using System.Globalization;
using System.Text;
using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Builds the sentences of a verdict: amounts for people, names of others made harmless, invariant culture. One is reused for a whole report.</summary>
internal sealed class Sentence
{
    private readonly StringBuilder _text = new(256);

    /// <summary>Whether nothing was said yet.</summary>
    public bool IsEmpty => _text.Length == 0;

    public Sentence Say(string text)
    {
        _text.Append(text);
        return this;
    }

    public Sentence Number(long number)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    /// <summary>"56.1 MiB".</summary>
    public Sentence Size(long bytes)
    {
        double value = ByteSize.Scale(bytes, out string unit, out string format);
        Span<char> digits = stackalloc char[32];
        if (value.TryFormat(digits, out int written, format, CultureInfo.InvariantCulture))
            _text.Append(digits[..written]);
        _text.Append(' ').Append(unit);
        return this;
    }

    /// <summary>"68 %".</summary>
    public Sentence Share(double share)
    {
        if (ByteSize.IsTrace(share))
            _text.Append("<1");
        else
            _text.Append(CultureInfo.InvariantCulture, $"{ByteSize.Percent(share)}");
        _text.Append(" %");
        return this;
    }

    /// <summary>An index in thousandths as the kernel prints it: "0.951".</summary>
    public Sentence Index(int thousandths)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{thousandths / 1000.0:0.000}");
        return this;
    }

    /// <summary>"138 of 204 MiB", or "512 KiB of 204 MiB" where the units differ.</summary>
    public Sentence PartOf(long part, long whole)
    {
        _ = ByteSize.Scale(part, out string partUnit, out _);
        double wholeValue = ByteSize.Scale(whole, out string wholeUnit, out _);
        if (partUnit != wholeUnit || wholeValue <= 0)
            return Size(part).Say(" of ").Size(whole);

        Size(part);
        _text.Length -= partUnit.Length + 1;
        return Say(" of ").Size(whole);
    }

    /// <summary>A name that others chose.</summary>
    public Sentence Name(string? name, int maximumLength = SafeText.DefaultLength)
    {
        if (string.IsNullOrEmpty(name))
            _text.Append('?');
        else
            SafeText.Append(_text, name, maximumLength);
        return this;
    }

    /// <summary>"mysqld (812)".</summary>
    public Sentence Process(string? name, int? pid)
    {
        Name(name);
        if (pid is int number)
            _text.Append(CultureInfo.InvariantCulture, $" ({number})");
        return this;
    }

    /// <summary>"mysqld (431)", "mysqld (431) and 2 more of the name".</summary>
    public Sentence Group(in TaskGroup group)
    {
        Process(group.Largest?.Name, group.Largest?.ThreadGroup);
        if (group.Count > 1)
            _text.Append(CultureInfo.InvariantCulture, $" and {group.Count - 1} more of the name");
        return this;
    }

    /// <summary>The sentence; what follows starts anew.</summary>
    public string Finish()
    {
        string text = _text.ToString();
        _text.Clear();
        return text;
    }
}
