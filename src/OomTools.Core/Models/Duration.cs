namespace OomTools;

/// <summary>
/// A span of time that JSON shows as one number. Scripts get a <see cref="TimeSpan"/> in its place: ConvertTo-Json spells out every public
/// property of a value, and a TimeSpan has fourteen.
/// </summary>
public readonly struct Duration : IEquatable<Duration>
{
    internal Duration(long ticks) => Ticks = ticks;

    /// <summary>The whole in seconds; the path to it is the same in JSON and in PowerShell.</summary>
    public double TotalSeconds => ToTimeSpan().TotalSeconds;

    internal long Ticks { get; }

    /// <summary>The span of time.</summary>
    public static implicit operator TimeSpan(Duration duration) => duration.ToTimeSpan();

    /// <summary>The duration.</summary>
    public static implicit operator Duration(TimeSpan span) => new(span.Ticks);

    /// <inheritdoc cref="Equals(Duration)"/>
    public static bool operator ==(Duration left, Duration right) => left.Equals(right);

    /// <inheritdoc cref="Equals(Duration)"/>
    public static bool operator !=(Duration left, Duration right) => !left.Equals(right);

    /// <summary>The span of time.</summary>
    public TimeSpan ToTimeSpan() => new(Ticks);

    /// <inheritdoc/>
    public bool Equals(Duration other) => Ticks == other.Ticks;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Duration other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Ticks.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ToTimeSpan().ToString();
}
