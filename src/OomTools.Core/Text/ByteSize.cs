using System.Globalization;

namespace OomTools.Text;

/// <summary>Amounts for people: "56.1 MiB", "68 %". Invariant culture, binary units.</summary>
internal static class ByteSize
{
    /// <summary>From this on a size needs no decimal: three digits are what a reader compares.</summary>
    private const double NoDecimals = 99.95;

    private const double Unit = 1024;

    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>An amount of bytes: up to three digits (four just below the next unit), "1.2 GiB", "204 MiB", "512 B".</summary>
    public static string Format(long bytes)
    {
        double value = Scale(bytes, out string unit, out string format);
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}");
    }

    /// <summary>The number of <see cref="Format"/> before its unit.</summary>
    internal static double Scale(long bytes, out string unit, out string format)
    {
        double value = bytes;
        int index = 0;
        while (index < s_units.Length - 1 && (value >= Unit - 0.5 || value <= -(Unit - 0.5)))
        {
            value /= Unit;
            index++;
        }

        unit = s_units[index];
        format = index == 0 || value >= NoDecimals || value <= -NoDecimals ? "0" : "0.#";
        return value;
    }

    /// <summary>A share, 0 to 1, in percent: "68 %"; what rounds to nothing but is not nothing is "&lt;1 %".</summary>
    public static string FormatShare(double share) =>
        IsTrace(share) ? "<1 %" : string.Create(CultureInfo.InvariantCulture, $"{Percent(share)} %");

    /// <summary>Part of a whole, 0 when there is no whole.</summary>
    public static double Share(long part, long whole) => whole == 0 ? 0 : part / (double)whole;

    /// <summary>Whether a share is more than nothing but less than half a percent.</summary>
    internal static bool IsTrace(double share) => share > 0 && share < 0.005;

    /// <summary>Whole percent; garbled counters give absurd shares, which must not overflow.</summary>
    internal static int Percent(double share) =>
        double.IsNaN(share) ? 0 : (int)Math.Clamp(Math.Round(share * 100, MidpointRounding.AwayFromZero), -9999, 9999);
}
