using System.Globalization;
using System.Management.Automation;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>What the view of call sites calls.</summary>
public static partial class OomView
{
    /// <summary>Who took less of a cache than this explains nothing: many sites took the rest.</summary>
    private const double LeastAllocatorShare = 0.1;

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

    /// <summary>Names as many as fit, and the number of the others.</summary>
    public static string Names(object? value, int width)
    {
        string[] names = Plain(value) is System.Collections.IEnumerable list and not string ? [.. list.Cast<object?>().Select(Text)] : [];
        if (names.Length == 0)
            return "";
        string rest = names.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" +{names.Length - 1}") : "";
        int room = width - rest.Length;
        return (names[0].Length > room ? string.Concat(names[0].AsSpan(0, room - 1), "…") : names[0]) + rest;
    }

    /// <summary>The call site that took most of a cache's objects, with its part of them.</summary>
    public static string AllocatedBy(object? sites, object? activeObjects)
    {
        if (Plain(sites) is not System.Collections.IEnumerable list || list.Cast<object?>().FirstOrDefault() is not { } first)
            return "";
        var site = PSObject.AsPSObject(first);
        string place = Plain(site.Properties["File"]?.Value) is string file
            ? string.Create(CultureInfo.InvariantCulture, $" {SafeText.Clean(file)}:{Number(site.Properties["Line"]?.Value)}")
            : "";
        double? share = Number(site.Properties["Calls"]?.Value) is long calls && Number(activeObjects) is long objects and > 0 ? Math.Min(1, (double)calls / objects) : null;
        if (share < LeastAllocatorShare)
            return "";
        return (share is { } part ? ByteSize.FormatShare(part) + " " : "") + Text(site.Properties["Function"]?.Value) + place;
    }
}
