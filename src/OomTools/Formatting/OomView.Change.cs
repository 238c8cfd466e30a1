using System.Globalization;
using System.Management.Automation;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>What the views show of changes: with their sign, and nothing where there is no change to tell of.</summary>
public static partial class OomView
{
    /// <summary>A ratio, with three digits after the point.</summary>
    public static string Ratio(object? value) => Real(value) is double ratio ? ratio.ToString("0.000", CultureInfo.InvariantCulture) : "";

    /// <summary>Percent as the kernel prints them, with two digits after the point.</summary>
    public static string Hundredths(object? value) => Real(value) is double percent ? percent.ToString("0.00", CultureInfo.InvariantCulture) : "";

    /// <summary>A change of a count: "+1 204".</summary>
    public static string CountChange(object? value) => Number(value) is long change ? Signed(change, Count(change)) : "";

    /// <summary>A change of a count per second: "+12.5".</summary>
    public static string CountRate(object? value)
    {
        if (Real(value) is not double rate)
            return "";
        string text = Math.Abs(rate) >= 100 ? Count(Whole(rate)) : rate.ToString("0.##", CultureInfo.InvariantCulture);
        return Signed(rate, text);
    }

    /// <summary>A change of bytes: "+1.2 MiB".</summary>
    public static string SizeChange(object? value) => Number(value) is long change ? Signed(change, ByteSize.Format(change)) : "";

    /// <summary>A change of bytes per second; the header says that it is per second.</summary>
    public static string SizeRate(object? value) => Real(value) is double rate ? SizeChange(Whole(rate)) : "";

    private static string Signed(double value, string text) => value > 0 ? "+" + text : text;

    private static long Whole(double value) => (long)Math.Clamp(Math.Round(value), -9e18, 9e18);

    private static double? Real(object? value) =>
        Plain(value) is { } number && LanguagePrimitives.ConvertTo<double>(number) is var real && double.IsFinite(real) ? real : null;
}
