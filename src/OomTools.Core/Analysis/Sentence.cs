using System.Globalization;
using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Builds the sentences of a verdict: amounts for people, names of others made harmless, invariant culture. One is reused for a whole report.</summary>
internal sealed class Sentence
{
    private char[] _text = new char[512];
    private int _length;

    /// <summary>Whether nothing was said yet.</summary>
    public bool IsEmpty => _length == 0;

    private Span<char> Rest => _text.AsSpan(_length);

    public Sentence Say(string text)
    {
        Reserve(text.Length);
        text.CopyTo(Rest);
        _length += text.Length;
        return this;
    }

    public Sentence Number(long number)
    {
        Reserve(ByteSize.MaximumLength);
        _ = number.TryFormat(Rest, out int length, provider: CultureInfo.InvariantCulture);
        _length += length;
        return this;
    }

    /// <summary>"56.1 MiB".</summary>
    public Sentence Size(long bytes)
    {
        Reserve(ByteSize.MaximumLength);
        _length += ByteSize.Write(bytes, Rest, out string unit);
        return Say(" ").Say(unit);
    }

    /// <summary>"68 %".</summary>
    public Sentence Share(double share)
    {
        Reserve(ByteSize.MaximumLength);
        _length += ByteSize.WriteShare(share, Rest);
        return Say(" %");
    }

    /// <summary>An index in thousandths as the kernel prints it: "0.951".</summary>
    public Sentence Index(int thousandths)
    {
        const int One = 1000;
        (long whole, long rest) = Math.DivRem(Math.Abs((long)thousandths), One);
        Say(thousandths < 0 ? "-" : "").Number(whole);
        // The point and leading zeros: 51 is 1051 with a point for its first digit.
        int point = _length;
        Number(One + rest);
        _text[point] = '.';
        return this;
    }

    /// <summary>"138 of 204 MiB", or "512 KiB of 204 MiB" where the units differ.</summary>
    public Sentence PartOf(long part, long whole)
    {
        Reserve(ByteSize.MaximumLength);
        _length += ByteSize.Write(part, Rest, out string unit);
        if (unit != ByteSize.UnitOf(whole))
            Say(" ").Say(unit);
        return Say(" of ").Size(whole);
    }

    /// <summary>A name that others chose.</summary>
    public Sentence Name(string? name, int maximumLength = SafeText.DefaultLength) =>
        Say(string.IsNullOrEmpty(name) ? "?" : SafeText.Clean(name, maximumLength));

    /// <summary>"mysqld (812)".</summary>
    public Sentence Process(string? name, int? pid)
    {
        Name(name);
        if (pid is int number)
            Say(" (").Number(number).Say(")");
        return this;
    }

    /// <summary>"mysqld (431)", "mysqld (431) and 2 more of the name".</summary>
    public Sentence Group(in TaskGroup group)
    {
        Process(group.Largest?.Name, group.Largest?.ThreadGroup);
        if (group.Count > 1)
            Say(" and ").Number(group.Count - 1).Say(" more of the name");
        return this;
    }

    /// <summary>The sentence; what follows starts anew.</summary>
    public string Finish()
    {
        string text = new(_text, 0, _length);
        _length = 0;
        return text;
    }

    private void Reserve(int length)
    {
        if (_text.Length - _length < length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + length));
    }
}
