namespace OomTools.Procfs;

/// <summary><c>/proc/sys/fs/dentry-state</c>: dentries, and how many of them nobody uses. World-readable.</summary>
internal static class DentryState
{
    public const string Path = "/proc/sys/fs/dentry-state";

    /// <summary>Dentries that are only cached (nr_unused); null where it cannot be read.</summary>
    public static long? ReadUnused(SystemRoot root)
    {
        using SystemFile file = root.Read(Path);
        var fields = new FieldCursor(file.Content);
        return fields.TryNext(out _) && fields.TryNext(out long unused) && unused >= 0 ? unused : null;
    }
}
