namespace OomTools.Analysis;

/// <summary>
/// The kernel charges a cgroup for more pages than it needs at once, so that the next ones cost nothing: they belong to its usage, and to none
/// of its counters. Source: <c>memcg_stock</c> in mm/memcontrol.c.
/// </summary>
internal static class ChargedAhead
{
    /// <summary>MEMCG_CHARGE_BATCH; it was 32 up to 6.0.</summary>
    public const long PagesPerCpu = 64;
}
