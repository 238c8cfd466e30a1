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
        Span<char> digits = stackalloc char[ByteSize.MaximumLength];
        _ = number.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        _text.Append(digits[..length]);
        return this;
    }

    /// <summary>"56.1 MiB".</summary>
    public Sentence Size(long bytes)
    {
        Span<char> digits = stackalloc char[ByteSize.MaximumLength];
        int length = ByteSize.Write(bytes, digits, out string unit);
        _text.Append(digits[..length]).Append(' ').Append(unit);
        return this;
    }

    /// <summary>"68 %".</summary>
    public Sentence Share(double share)
    {
        Span<char> digits = stackalloc char[ByteSize.MaximumLength];
        _text.Append(digits[..ByteSize.WriteShare(share, digits)]).Append(" %");
        return this;
    }

    /// <summary>An index in thousandths as the kernel prints it: "0.951".</summary>
    public Sentence Index(int thousandths)
    {
        Span<char> digits = stackalloc char[ByteSize.MaximumLength];
        _ = (thousandths / 1000.0).TryFormat(digits, out int length, "0.000", CultureInfo.InvariantCulture);
        _text.Append(digits[..length]);
        return this;
    }

    /// <summary>"138 of 204 MiB", or "512 KiB of 204 MiB" where the units differ.</summary>
    public Sentence PartOf(long part, long whole)
    {
        Span<char> digits = stackalloc char[ByteSize.MaximumLength];
        int length = ByteSize.Write(part, digits, out string unit);
        _text.Append(digits[..length]);
        if (unit != ByteSize.UnitOf(whole))
            _text.Append(' ').Append(unit);
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
        string text = _text.ToString();
        _text.Clear();
        return text;
    }
}
