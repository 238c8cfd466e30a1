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
    /// <param name="memory">Which memory.</param>
    /// <param name="task">The task.</param>
    /// <param name="shared">What every task's resident sum may contain of shared memory; deducted where anonymous memory is not printed apart.</param>
    public static long Of(this TaskMemory memory, OomTask task, long shared) => memory switch
    {
        TaskMemory.Anonymous => task.AnonRss ?? Math.Max(0, unchecked(task.Rss - shared)),
        TaskMemory.Shared => task.ShmemRss ?? 0,
        TaskMemory.PageTables => task.PageTables ?? 0,
        _ => task.Rss,
    };
}
