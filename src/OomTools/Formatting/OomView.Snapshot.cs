using System.Collections;
using System.Globalization;
using System.Management.Automation;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>What the view of a snapshot shows of its parts.</summary>
public static partial class OomView
{
    // What fits a line or two.
    private const int Shown = 5;

    /// <summary>The largest of a list that is in order: "dentry 8.4 MiB, filp 8.1 MiB and 190 more".</summary>
    public static string Largest(object? value, string size)
    {
        if (Plain(value) is not IList { Count: > 0 } list)
            return "";
        IEnumerable<string> texts = list.Cast<object>().Take(Shown).Select(item => $"{NameOf(item)} {Size(Property(item, size))}");
        string more = list.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {list.Count - Shown} more") : "";
        return string.Join(", ", texts) + more;
    }

    /// <summary>The largest cgroups.</summary>
    public static string LargestCgroups(object? value)
    {
        if (Plain(value) is not IList { Count: > 0 } list)
            return "";
        IEnumerable<string> texts = list.Cast<object>().Take(Shown)
            .Select(item => $"{Text(Property(item, nameof(MemoryUsage.CgroupPath)))} {ByteSize.Format((Number(Property(item, nameof(MemoryUsage.TotalMemory))) ?? 0) - (Number(Property(item, nameof(MemoryUsage.FreeMemory))) ?? 0))}");
        return string.Join(", ", texts);
    }

    /// <summary>Pressure of the last ten seconds: "some 1.92 %, full 0.44 %".</summary>
    public static string Pressure(object? value) => Plain(value) is null
        ? ""
        : $"some {Hundredths(Property(value!, nameof(MemoryPressure.SomeAverage10)))} %, full {Hundredths(Property(value!, nameof(MemoryPressure.FullAverage10)))} %";

    /// <summary>What a snapshot lacks: "/proc/slabinfo (this user may not read it)".</summary>
    public static string Gaps(object? value) => Plain(value) is IList list
        ? string.Join("; ", list.Cast<object>().Select(gap => $"{Text(Property(gap, nameof(SnapshotGap.Path)))} ({Text(Property(gap, nameof(SnapshotGap.Reason)))})"))
        : "";

    /// <summary>A zone with its node: "0 DMA32".</summary>
    public static string NodeAndZone(object? node, object? zone) => $"{Count(node)} {Text(zone)}";

    /// <summary>An area in eight characters.</summary>
    public static string AreaOf(object? value) => Plain(value)?.ToString() switch
    {
        nameof(DifferenceArea.AllocationSite) => "Site",
        string area => area,
        null => "",
    };

    /// <summary>A name cut to a width: of a path the end is told, which says what it is.</summary>
    public static string Fit(object? value, int width)
    {
        string text = Text(value);
        if (text.Length <= width)
            return text;
        return text[0] == '/' ? string.Concat("…", text.AsSpan(text.Length - width + 1)) : string.Concat(text.AsSpan(0, width - 1), "…");
    }

    /// <summary>A change per second: of bytes or of a count.</summary>
    public static string ChangeRate(object? value, object? isBytes) => Plain(isBytes) is true ? SizeRate(value) : CountRate(value);

    private static string NameOf(object item) =>
        Text(Property(item, "Name") ?? Property(item, nameof(AllocationSite.Function)));

    private static object? Property(object item, string name) => PSObject.AsPSObject(item).Properties[name]?.Value;
}
