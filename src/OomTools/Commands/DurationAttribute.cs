using System.Globalization;
using System.Management.Automation;

namespace OomTools.Commands;

/// <summary>
/// A parameter that is a duration: a TimeSpan, its text (<c>00:05:00</c>), a number of seconds, or a number with a unit
/// (<c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>). PowerShell alone would take 5 for 500 nanoseconds and "5" for five days.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    // What a wait can last: an int of milliseconds.
    private const double LongestWait = int.MaxValue / 1000;

    private static readonly (string Unit, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Least number of seconds.</summary>
    public double Minimum { get; set; }

    /// <summary>Largest number of seconds; 24 days unless set.</summary>
    public double Maximum { get; set; } = LongestWait;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        double seconds = Seconds(inputData is PSObject wrapped ? wrapped.BaseObject : inputData);
        if (seconds >= Minimum && seconds <= Maximum)
            return TimeSpan.FromSeconds(seconds);
        throw new ArgumentTransformationMetadataException(string.Create(
            CultureInfo.InvariantCulture, $"A duration here is {Minimum} to {Maximum} seconds: a number of seconds, '500ms', '5m', '2h', '00:05:00' or a TimeSpan."));
    }

    /// <summary>NaN for what is no duration.</summary>
    private static double Seconds(object? value) => value switch
    {
        TimeSpan span => span.TotalSeconds,
        string text => Seconds(text.AsSpan().Trim()),
        double or float or decimal or int or uint or long or ulong or short or ushort or byte or sbyte
            => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => double.NaN,
    };

    private static double Seconds(ReadOnlySpan<char> text)
    {
        foreach ((string unit, double seconds) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && Number(text[..^unit.Length]) is var count && !double.IsNaN(count))
                return count * seconds;
        }

        if (Number(text) is var number && !double.IsNaN(number))
            return number;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span.TotalSeconds : double.NaN;
    }

    private static double Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
