namespace OomTools.Analysis;

/// <summary>Which memory of tasks is compared.</summary>
internal enum TaskMemory
{
    /// <summary>All that is resident; shared pages are in several tasks' figures.</summary>
    Resident,

    /// <summary>Anonymous; up to 6.6 the table prints only the resident sum.</summary>
    Anonymous,

    /// <summary>Shared memory. Since 6.8.</summary>
    Shared,

    /// <summary>Page tables. Since 3.6.</summary>
    PageTables,
}

/// <summary>Reads what <see cref="TaskMemory"/> names.</summary>
internal static class TaskMemories
{
    /// <summary>Bytes of one task; 0 where the kernel did not print them.</summary>
    public static long Of(this TaskMemory memory, OomTask task) => memory switch
    {
        TaskMemory.Anonymous => task.AnonRss ?? task.Rss,
        TaskMemory.Shared => task.ShmemRss ?? 0,
        TaskMemory.PageTables => task.PageTables ?? 0,
        _ => task.Rss,
    };
}
