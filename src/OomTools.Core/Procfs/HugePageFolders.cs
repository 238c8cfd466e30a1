namespace OomTools.Procfs;

/// <summary>
/// The huge page pools of every size: <c>/sys/kernel/mm/hugepages/hugepages-*kB</c>. World-readable. Up to 4.15 meminfo knows the default
/// size only, and how much is free of all sizes it never tells.
/// </summary>
internal static class HugePageFolders
{
    private const string Folder = "/sys/kernel/mm/hugepages";

    /// <summary>Bytes of all pools, and of what is free of them; null where that cannot be read.</summary>
    public static (long Total, long Free)? Read(SystemRoot root)
    {
        (long Total, long Free)? sum = null;
        foreach (string name in root.List(Folder))
        {
            if (SizeOf(name) is not { } size || Number(root, $"{Folder}/{name}/nr_hugepages") is not { } pages || Number(root, $"{Folder}/{name}/free_hugepages") is not { } free)
                continue;
            sum = (Sum(sum?.Total, pages, size), Sum(sum?.Free, free, size));
        }

        return sum;
    }

    private static long Sum(long? sum, long pages, long size) => KernelNumber.Add(sum ?? 0, KernelNumber.Multiply(pages, size));

    // hugepages-2048kB
    private static long? SizeOf(string name)
    {
        const string Begin = "hugepages-";
        return name.StartsWith(Begin, StringComparison.Ordinal) && name.EndsWith("kB", StringComparison.Ordinal)
            && KernelNumber.TryParse(System.Text.Encoding.ASCII.GetBytes(name[Begin.Length..^2]), out long kilobytes)
            ? KernelNumber.Multiply(kilobytes, 1024)
            : null;
    }

    private static long? Number(SystemRoot root, string path)
    {
        using SystemFile file = root.Read(path);
        return KernelNumber.TryParsePrefix(file.Content, out long value) ? value : null;
    }
}
