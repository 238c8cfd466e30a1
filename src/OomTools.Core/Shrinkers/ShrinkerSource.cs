namespace OomTools.Shrinkers;

/// <summary>Whether the kernel shows its shrinkers.</summary>
internal enum ShrinkerSource
{
    /// <summary>It does.</summary>
    Found,

    /// <summary>debugfs is not mounted.</summary>
    NotMounted,

    /// <summary>debugfs is there, but has no shrinkers: a kernel before 6.0 or without CONFIG_SHRINKER_DEBUG.</summary>
    NotSupported,

    /// <summary>Only root may look into debugfs.</summary>
    AccessDenied,

    /// <summary>A captured tree without them.</summary>
    NotCaptured,
}
