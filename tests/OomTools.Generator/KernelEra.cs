using System.Globalization;

namespace OomTools.Generator;

/// <summary>A kernel whose print layout differs from its neighbours'.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Version">Major times 100 plus minor: 2.6.32 is 206, 6.12 is 612. A vendor tree bears its base.</param>
/// <param name="Release">As <c>uname -r</c> says.</param>
/// <param name="Vendor">el6, el7, el8a (8.3), el8b (8.5), el9 or empty.</param>
public sealed record KernelEra(string Name, int Version, string Release, string Vendor = "")
{
    private static readonly string[] s_mainline =
    [
        "2.6.32", "3.0.86", "3.4.113", "3.6.5", "3.10.65", "3.13.10", "3.16.0", "3.18.20", "4.0.5", "4.1.12", "4.2.8",
        "4.4.155", "4.5.7", "4.6.2", "4.8.15", "4.9.0", "4.10.17", "4.11.0", "4.12.0", "4.13.9", "4.15.18", "4.18.0",
        "4.19.40", "5.0.1", "5.2.1", "5.3.1", "5.4.0", "5.6.4", "5.8.1", "5.9.1", "5.10.223", "5.11.0", "5.12.9",
        "5.15.85", "5.17.0", "5.19.0", "6.1.192", "6.4.6", "6.6.9", "6.8.0", "6.10.0", "6.12.117", "6.13.2",
        "6.17.0", "6.18.2", "6.19.0", "7.0.0", "7.1.5", "7.2.13", "7.3.4",
    ];

    private static readonly KernelEra[] s_vendors =
    [
        new("el6", 206, "2.6.32-504.16.2.el6.x86_64", "el6"),
        new("el7", 310, "3.10.0-1160.el7.x86_64", "el7"),
        new("el8a", 418, "4.18.0-240.el8.x86_64", "el8a"),
        new("el8b", 418, "4.18.0-348.2.1.el8_5.x86_64", "el8b"),
        new("el9", 514, "5.14.0-284.11.1.el9_2.x86_64", "el9"),
    ];

    /// <summary>Every layout we know, oldest first, vendors last.</summary>
    public static IReadOnlyList<KernelEra> All { get; } = [.. s_mainline.Select(FromRelease), .. s_vendors];

    /// <summary>Masks are followed by names.</summary>
    public bool PrintsGfpNames => Version >= 406;

    /// <summary>Choice line and kill line are two (up to 5.0).</summary>
    public bool PrintsChoiceLine => Version <= 500 && !IsEl8OrLater;

    /// <summary>The oom-kill: line exists.</summary>
    public bool PrintsSummaryLine => Version >= 500 || IsEl8OrLater;

    /// <summary>The cpuset is a line of its own.</summary>
    public bool PrintsCpusetLine => !PrintsSummaryLine;

    /// <summary>Huge page lines.</summary>
    public bool PrintsHugePages => Version >= 310;

    /// <summary>oom_reaper lines.</summary>
    public bool HasReaper => Version >= 406;

    /// <summary>memory.oom.group.</summary>
    public bool HasGroupKill => Version >= 419 || IsEl8OrLater;

    /// <summary>A panic for want of a victim is a warning and a panic line.</summary>
    public bool PrintsDeadlock => Version >= 419 || IsEl8OrLater;

    /// <summary>Unreclaimable slab info.</summary>
    public bool PrintsSlabs => Version >= 415;

    /// <summary>Memory allocations.</summary>
    public bool PrintsAllocationSites => Version >= 610;

    /// <summary>A memory cgroup's report also has the Mem-Info block (up to 3.6).</summary>
    public bool PrintsMemInfoForCgroup => Version <= 306;

    /// <summary>Per-CPU lists come before the summary (up to 4.0).</summary>
    public bool PrintsPerCpuLists => Version <= 400 && Vendor != "el7";

    /// <summary>printk can name its caller.</summary>
    public bool HasCaller => Version >= 502;

    /// <summary>RHEL 8 or 9.</summary>
    public bool IsEl8OrLater => Vendor is "el8a" or "el8b" or "el9";

    /// <summary>The same era under the version that mainline had such a layout in.</summary>
    internal int Like(int el6, int el7, int el8a, int el8b, int el9) => Vendor switch
    {
        "el6" => el6,
        "el7" => el7,
        "el8a" => el8a,
        "el8b" => el8b,
        "el9" => el9,
        _ => Version,
    };

    /// <summary>Whether this kernel can print such a report in a way that says what it is.</summary>
    public bool Supports(ReportKind kind) => kind switch
    {
        ReportKind.CgroupGroup => HasGroupKill,
        ReportKind.Cpuset => PrintsSummaryLine,
        // Up to 4.8 nothing is printed that tells it apart; 4.9 and 4.10 print the allowed nodes for every request.
        ReportKind.MemoryPolicy => PrintsSummaryLine || Version >= 411 || (Version == 206 && Vendor.Length == 0),
        ReportKind.AllocatingTask => Version >= 310,
        ReportKind.Panic => Version >= 300 || Vendor == "el6",
        ReportKind.CgroupNoVictim => PrintsDeadlock,
        ReportKind.VmallocFailure => Version >= 300,
        _ => true,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static KernelEra FromRelease(string release)
    {
        string[] parts = release.Split('.');
        int version = (int.Parse(parts[0], CultureInfo.InvariantCulture) * 100) + int.Parse(parts[1], CultureInfo.InvariantCulture);
        return new KernelEra($"{parts[0]}.{parts[1]}{(version == 206 ? ".32" : "")}", version, release + "-7-generic");
    }
}
