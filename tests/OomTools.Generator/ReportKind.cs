namespace OomTools.Generator;

/// <summary>What happens in a generated report.</summary>
public enum ReportKind
{
    /// <summary>The machine ran out of memory, one process is killed.</summary>
    Global,

    /// <summary>The same with vm.oom_kill_allocating_task.</summary>
    AllocatingTask,

    /// <summary>A memory cgroup met its limit.</summary>
    Cgroup,

    /// <summary>The same with memory.oom.group: several victims.</summary>
    CgroupGroup,

    /// <summary>A memory cgroup met its limit, and nobody in it may be killed.</summary>
    CgroupNoVictim,

    /// <summary>The nodes of a cpuset ran out.</summary>
    Cpuset,

    /// <summary>The nodes of a memory policy ran out.</summary>
    MemoryPolicy,

    /// <summary>SysRq-f.</summary>
    SysRq,

    /// <summary>vm.panic_on_oom.</summary>
    Panic,

    /// <summary>Nobody may be killed, so the kernel panics.</summary>
    Deadlock,

    /// <summary>A page allocation failed.</summary>
    AllocationFailure,

    /// <summary>A vmalloc failed.</summary>
    VmallocFailure,

    /// <summary>A slab cache could not grow.</summary>
    SlubFailure,

    /// <summary>The rate limit held the report back; only the err lines were printed.</summary>
    KillLineOnly,
}
