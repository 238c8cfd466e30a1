using System.Globalization;

namespace OomTools.Generator;

/// <summary>Sizes as "Memory allocations" prints them: plain bytes in 6.10 and 6.11, then three digits and a binary unit.</summary>
internal static class SizeText
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static bool IsPlain(KernelEra era) => era.Version < 612;

    public static string Format(long bytes, KernelEra era)
    {
        if (IsPlain(era))
            return bytes.ToString(CultureInfo.InvariantCulture);
        (decimal value, int unit) = Scale(bytes);
        string format = unit == 0 || value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + s_units[unit];
    }

    /// <summary>The nearest size that is printed without a rest.</summary>
    public static long Round(long bytes, KernelEra era)
    {
        if (IsPlain(era))
            return bytes;
        (decimal value, int unit) = Scale(bytes);
        // Quarters can be printed with two digits, halves with one, and give whole bytes in every unit.
        decimal step = unit == 0 || value >= 100 ? 1 : value >= 10 ? 0.5m : 0.25m;
        decimal rounded = Math.Floor(value / step) * step;
        return (long)(rounded * (1L << (10 * unit)));
    }

    private static (decimal Value, int Unit) Scale(long bytes)
    {
        decimal value = bytes;
        int unit = 0;
        for (; value >= 1024; unit++)
            value /= 1024;
        return (value, unit);
    }
}
