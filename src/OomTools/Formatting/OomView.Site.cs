using System.Globalization;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>What the view of call sites calls.</summary>
public static partial class OomView
{
    /// <summary>Bytes of a site; at least so many where the kernel says that it missed some.</summary>
    public static string SiteSize(object? bytes, object? isAccurate) => (Plain(isAccurate) is false ? "≥" : "") + Size(bytes);

    /// <summary>The function; of an overlap with the word.</summary>
    public static string SiteFunction(object? function, object? isOverlap) => Text(function) + (Plain(isOverlap) is true ? " (overlap)" : "");

    /// <summary>
    /// Module or slab cache, and file and line or the symbol, in so many columns. What is too long loses its beginning: the end of a path says more.
    /// </summary>
    public static string SitePlace(object? file, object? line, object? symbol, object? module, object? cache, int width)
    {
        string owner = Plain(module) as string ?? Plain(cache) as string ?? "";
        string prefix = owner.Length == 0 ? "" : $"[{SafeText.Clean(owner, 20)}] ";
        string place = Plain(file) is string path
            ? string.Create(CultureInfo.InvariantCulture, $"{SafeText.Clean(path, 500)}:{Number(line)}")
            : Text(symbol);
        int room = Math.Max(1, width - prefix.Length);
        return place.Length > room ? string.Concat(prefix, "…", place.AsSpan(place.Length - room + 1)) : prefix + place;
    }
}
