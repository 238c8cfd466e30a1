using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>The zones with their watermarks, for the reports where a zone decided.</summary>
internal static class ZoneSection
{
    private const int SizeWidth = 9;

    /// <summary>Whether the zones say why the request failed. A page of order 0 without a bound is served by any zone.</summary>
    public static bool Matters(OomReport report) =>
        report.Cause is OomCause.Fragmentation or OomCause.AtomicReserve or OomCause.LowZone
        || report.Kind is OomKind.Cpuset or OomKind.MemoryPolicy or OomKind.AllocationFailure;

    public static void Write(PageWriter page, OomReport report)
    {
        if (report.Zones.Length == 0 || !Matters(report))
            return;

        page.Label("Zones");
        page.Row($"{"",-15}{"free",SizeWidth}{"min",SizeWidth}{"managed",SizeWidth}   largest block");
        foreach (MemoryZone zone in report.Zones)
        {
            string name = $"node {zone.Node} {SafeText.Clean(zone.Name, 8)}";
            page.Row($"{name,-15}{Size(zone.Free)}{Size(zone.Min)}{Size(zone.Managed)}   {LargestBlock(zone)}{BelowMin(zone)}");
        }

        page.Gap();
    }

    private static string Size(long? bytes) => $"{(bytes is null ? "" : ByteSize.Format(bytes.Value)),SizeWidth}";

    private static string LargestBlock(MemoryZone zone)
    {
        int order = Array.FindLastIndex(zone.FreeBlocks, blocks => blocks > 0);
        return order >= 0 ? $"order {order}" : zone.FreeBlocks.Length > 0 ? "none" : "?";
    }

    private static string BelowMin(MemoryZone zone) => zone.Free < zone.Min ? ", below min" : "";
}
