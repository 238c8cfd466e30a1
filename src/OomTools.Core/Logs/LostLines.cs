using OomTools.Text;

namespace OomTools.Logs;

/// <summary>A sum of lines that a log says it lost, where some notices do not say how many.</summary>
internal struct LostLines
{
    /// <summary>Those that notices with a number tell.</summary>
    public long Known { get; private set; }

    /// <summary>A notice without a number was among them.</summary>
    public bool IsUncounted { get; private set; }

    /// <summary>All; null where nobody knows how many.</summary>
    public readonly long? Count => IsUncounted ? null : Known;

    public readonly bool IsNone => Known == 0 && !IsUncounted;

    /// <param name="lines">How many; null where the log does not say.</param>
    public void Add(long? lines)
    {
        IsUncounted |= lines is null;
        Known = Total.Add(Known, lines ?? 0);
    }

    public void Add(in LostLines other)
    {
        IsUncounted |= other.IsUncounted;
        Known = Total.Add(Known, other.Known);
    }
}
