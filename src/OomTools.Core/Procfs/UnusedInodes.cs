namespace OomTools.Procfs;

/// <summary>
/// The most inodes that superblocks could give back: those that nobody uses (nr_free of <c>/proc/sys/fs/inode-nr</c>), and those that an
/// unused dentry holds. A dentry of a name that does not exist holds none: nr_negative of <c>/proc/sys/fs/dentry-state</c>, which
/// is counted since 5.0. World-readable.
/// </summary>
internal static class UnusedInodes
{
    private const string InodePath = "/proc/sys/fs/inode-nr";

    // dentry-state: nr_dentry, nr_unused, age_limit, want_pages, nr_negative.
    private const int NegativeField = 4;

    /// <summary>The number; null where it cannot be read.</summary>
    public static long? ReadMost(SystemRoot root)
    {
        using SystemFile inodes = root.Read(InodePath);
        using SystemFile dentries = root.Read(DentryState.Path);
        if (Number(inodes.Content, 1) is not { } free || Number(dentries.Content, 1) is not { } unused)
            return null;
        return KernelNumber.Add(free, Math.Max(0, unused - (Number(dentries.Content, NegativeField) ?? 0)));
    }

    private static long? Number(ReadOnlySpan<byte> text, int index)
    {
        var fields = new FieldCursor(text.TrimEnd((byte)'\n'));
        for (int i = 0; i < index; i++)
            fields.Next();
        return fields.TryNext(out long number) && number >= 0 ? number : null;
    }
}
