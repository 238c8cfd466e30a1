namespace OomTools.Oom;

/// <summary>The words in front of a kill.</summary>
internal enum KillReason
{
    /// <summary>None printed, as up to 5.0 on the kill line itself.</summary>
    None,

    /// <summary>Words that are not the OOM killer's.</summary>
    Unknown,

    /// <summary>"Out of memory".</summary>
    OutOfMemory,

    /// <summary>"Memory cgroup out of memory".</summary>
    Cgroup,

    /// <summary>"Out of memory (oom_kill_allocating_task)".</summary>
    AllocatingTask,

    /// <summary>"No available memory (MPOL_BIND)", 2.6.32.</summary>
    MemoryPolicy,
}

internal static class KillReasons
{
    public static KillReason Read(ReadOnlySpan<byte> reason) =>
        reason.IsEmpty ? KillReason.None
        : reason.StartsWith("Memory cgroup out of memory"u8) ? KillReason.Cgroup
        : reason.StartsWith("Out of memory (oom_kill_allocating_task)"u8) ? KillReason.AllocatingTask
        : reason.StartsWith("Out of memory"u8) ? KillReason.OutOfMemory
        : reason.StartsWith("No available memory (MPOL_BIND)"u8) ? KillReason.MemoryPolicy
        : KillReason.Unknown;
}
