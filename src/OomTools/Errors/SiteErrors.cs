using System.Management.Automation;
using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Errors;

/// <summary>Errors of Get-AllocationSite: one id each, which about_OomTools_Errors lists.</summary>
internal static class SiteErrors
{
    /// <summary>The error for a source that gave nothing.</summary>
    public static ErrorRecord Of(SystemRoot root, AllocationSiteMethod? method, SystemReading<AllocationSite[]> reading) => reading.Status == SystemFileStatus.Missing
        ? Missing(root, method, MemoryProfilingState.Read(root))
        : SystemErrors.Of(root, reading.Path, reading.Status, reading.Error);

    /// <summary>Sampling watches the running kernel.</summary>
    public static ErrorRecord SamplingNeedsLive() => Create("SamplingNeedsLive", ErrorCategory.InvalidArgument, "Duration",
        "-Duration watches the running kernel, once. It cannot be used with -Root, -Interval, -Count or -Method.");

    // The kernel says nothing of call sites, and what would make it.
    private static ErrorRecord Missing(SystemRoot root, AllocationSiteMethod? method, MemoryProfiling? state) => method switch
    {
        AllocationSiteMethod.SlabTraces => Create("SlabTracesMissing", root, "No slab cache that can be read remembers who took its objects. " + SlabTracesAdvice(root)),
        AllocationSiteMethod.PageOwner => Create("PageOwnerMissing", root, "Pages have no owners noted. " + PageOwnerAdvice(root)),
        _ => state switch
        {
            MemoryProfiling.NeedsBoot => Create("AllocationProfilingForbidden", root, $"Allocation profiling is built into this kernel but forbidden: boot with {OnAtBoot}."),
            MemoryProfiling.NotBuilt => Create("AllocationProfilingMissing", root, "This kernel cannot tell call sites by itself: it is older than 6.10, or built without CONFIG_MEM_ALLOC_PROFILING. " + Fallbacks(root)),
            _ => Create("AllocationProfilingMissing", root, "The captured system has neither proc/allocinfo nor traced slab caches or page owners. On the machine: " + Fallbacks(root)),
        },
    };

    /// <summary>What a weaker source means.</summary>
    public static string FallbackText(AllocationSiteMethod method, MemoryProfiling? state)
    {
        string why = state == MemoryProfiling.NeedsBoot ? $"Allocation profiling is forbidden (boot with {OnAtBoot})." : "This kernel has no allocation profiling (/proc/allocinfo).";
        return why + (method == AllocationSiteMethod.SlabTraces
            ? " Instead: who took the objects of the slab caches that are traced, and nothing of other memory."
            : " Instead: who took pages; an object that found room in a slab is not seen.");
    }

    private const string OnAtBoot = "sysctl.vm.mem_profiling=1";

    private static string Fallbacks(SystemRoot root) =>
        "Booted with slab_debug=U (slub_debug=U before 6.6) slab caches remember who took their objects, with page_owner=on (CONFIG_PAGE_OWNER) pages do." + DebugFs(root) + " -Duration watches without a boot what is taken from now on.";

    private static string SlabTracesAdvice(SystemRoot root) => "Boot with slab_debug=U or slab_debug=U,NAME (slub_debug before 6.6)." + DebugFs(root);

    private static string PageOwnerAdvice(SystemRoot root) => "Boot with page_owner=on; it needs CONFIG_PAGE_OWNER." + DebugFs(root);

    private static string DebugFs(SystemRoot root) =>
        root.IsLive && root.List("/sys/kernel/debug").Length == 0 ? " That is read from debugfs, which is not mounted here: mount -t debugfs debugfs /sys/kernel/debug." : "";

    private static ErrorRecord Create(string id, SystemRoot root, string message) =>
        Create(id, ErrorCategory.NotInstalled, root.IsLive ? AllocInfo.Path : System.IO.Path.Join(root.Path, AllocInfo.Path), message);

    private static ErrorRecord Create(string id, ErrorCategory category, object target, string message) =>
        new(new NotSupportedException(message), id, category, target);
}
