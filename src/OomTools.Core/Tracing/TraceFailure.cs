namespace OomTools.Tracing;

/// <summary>Why the kernel could not be traced.</summary>
internal enum TraceFailure
{
    /// <summary>The user may not: tracing needs root, and a kernel that is not locked down.</summary>
    AccessDenied,

    /// <summary>tracefs is not mounted, and could not be mounted for us alone.</summary>
    NotMounted,

    /// <summary>The kernel was built without tracing, or without this event.</summary>
    NotSupported,

    /// <summary>The kernel refused, most often for lack of memory for the buffers.</summary>
    Failed,
}
