namespace OomTools.Remedies;

/// <summary>What became of a write to a file of the kernel.</summary>
internal enum KnobStatus
{
    /// <summary>The kernel took it.</summary>
    Ok,

    /// <summary>There is no such file: not built in, not mounted, or gone meanwhile.</summary>
    Missing,

    /// <summary>The user may not write it.</summary>
    PermissionDenied,

    /// <summary>It lies on a file system that is mounted read-only, as /proc/sys in most containers.</summary>
    ReadOnly,

    /// <summary>The kernel did what it could, and that was less than asked for (EAGAIN).</summary>
    Incomplete,

    /// <summary>It is a plain file of a captured tree: writing it would change the capture, and no kernel.</summary>
    NotKernel,

    /// <summary>The kernel refused, for the reason in the error number.</summary>
    Failed,
}
