namespace OomTools;

/// <summary>Why the OOM killer would pass a process over.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum OomExemption : long
{
    /// <summary>It would not: the process can be chosen.</summary>
    None,

    /// <summary>The machine's init, pid 1. The init of a container is an ordinary process.</summary>
    Init,

    /// <summary>A kernel thread: it has no memory of its own.</summary>
    KernelThread,

    /// <summary>It has given up its memory already and is about to end (a zombie).</summary>
    Exiting,

    /// <summary>Its oom_score_adj is -1000.</summary>
    Bias,

    /// <summary>
    /// The kernel says so (oom_score is 0 though the sizes give another): it is a vfork child that still uses its parent's memory, or its memory was
    /// reaped after an earlier kill. Known since 5.9.
    /// </summary>
    Skipped,

    /// <summary>It may not use memory of the nodes that are short (cpuset).</summary>
    OtherNodes,
}
