namespace OomTools.Oom;

/// <summary>What bounds memory and waiting, whatever a log says.</summary>
internal static class ReportLimits
{
    /// <summary>Rows of one task table: more than pid_max of an ordinary machine allows at once.</summary>
    public const int Tasks = 200_000;

    /// <summary>Rows of a slab table; a kernel has some hundred caches.</summary>
    public const int Slabs = 10_000;

    /// <summary>Frames of a call trace; kernel stacks are 16 KiB.</summary>
    public const int Frames = 256;

    /// <summary>Zones: 1024 nodes with a few zones each.</summary>
    public const int Zones = 4096;

    /// <summary>Node lines and huge page pools.</summary>
    public const int Nodes = 4096;

    /// <summary>Values of cgroup statistics: up to 5.2 one line for every cgroup of the subtree.</summary>
    public const int Statistics = 50_000;

    /// <summary>"Memory allocations" has ten rows.</summary>
    public const int AllocationSites = 1000;

    /// <summary>Victims of one memory.oom.group kill.</summary>
    public const int Victims = 100_000;

    /// <summary>Reports open at once for one host: one OOM report, and an allocation failure for each of some CPUs.</summary>
    public const int OpenPerHost = 8;

    /// <summary>Hosts remembered; the one silent for longest is closed first.</summary>
    public const int Hosts = 1024;

    /// <summary>Foreign lines of the same host within a report before it counts as cut: backtraces of all CPUs may come between.</summary>
    public const int ForeignLines = 256;

    /// <summary>Foreign lines behind what may be a report's last line.</summary>
    public const int ForeignLinesAtEnd = 6;

    /// <summary>Lines from a page allocation failure to the slab's words about it, these included: they follow at once.</summary>
    public const int LinesBeforeSlub = 1;

    /// <summary>Log time between them; stamps may have whole seconds.</summary>
    public static readonly TimeSpan BeforeSlub = TimeSpan.FromSeconds(1);

    /// <summary>Lines after a kill in which its reaper or group lines may come.</summary>
    public const int WaitLines = 64;

    /// <summary>Lines of all hosts after which nothing waits any longer.</summary>
    public const int WaitLinesOfAll = 4096;

    /// <summary>Lines between a rate limit, SysRq or vmalloc line and the report it belongs to.</summary>
    public const int PreludeLines = 16;

    /// <summary>Log time between them, where lines of other hosts come between; stamps may have whole seconds.</summary>
    public static readonly TimeSpan PreludeTime = TimeSpan.FromSeconds(1);

    /// <summary>Log time after a kill in which its reaper line comes; it tries for one second.</summary>
    public static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(5);

    /// <summary>Silence that ends a report: a slow serial console needs half a minute for the longest task table.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Stamps of two CPUs may come in the wrong order; a new boot goes back by more.</summary>
    public static readonly TimeSpan Disorder = TimeSpan.FromSeconds(1);
}
