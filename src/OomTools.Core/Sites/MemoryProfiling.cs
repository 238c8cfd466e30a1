using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>Whether the kernel profiles allocations, and what would turn it on.</summary>
internal enum MemoryProfiling
{
    /// <summary>The kernel was built without CONFIG_MEM_ALLOC_PROFILING, or is older than 6.10.</summary>
    NotBuilt,

    /// <summary>Built in, but the boot option forbids it (<c>sysctl.vm.mem_profiling=never</c>): needs a boot.</summary>
    NeedsBoot,

    /// <summary>Turned off for now (<c>vm.mem_profiling</c> = 0): what was counted is stale.</summary>
    Off,

    /// <summary>Counting.</summary>
    On,
}

/// <summary>Reads <c>/proc/sys/vm/mem_profiling</c>.</summary>
internal static class MemoryProfilingState
{
    public const string Path = "/proc/sys/vm/mem_profiling";

    /// <summary>The state; null where a capture does not tell.</summary>
    public static MemoryProfiling? Read(SystemRoot root)
    {
        bool hasFile = root.Exists(AllocInfo.Path);
        using SystemFile file = root.Read(Path);
        if (KernelNumber.TryParsePrefix(file.Content, out long value))
            return !hasFile ? MemoryProfiling.NeedsBoot : value == 0 ? MemoryProfiling.Off : MemoryProfiling.On;
        if (hasFile)
            return root.IsLive ? MemoryProfiling.On : null;
        return root.IsLive || root.Exists("/proc/sys/vm") ? MemoryProfiling.NotBuilt : null;
    }
}
