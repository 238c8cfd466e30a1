namespace OomTools.Analysis;

/// <summary>A report's account of the memory by itself.</summary>
internal static class ReportUsage
{
    /// <summary>The account; null where the report has none.</summary>
    public static MemoryUsage? Of(OomReport? report) => report?.TotalMemory is null ? null : new MemoryUsage
    {
        CgroupPath = report.CgroupPath,
        TotalMemory = report.TotalMemory,
        FreeMemory = report.FreeMemory,
        UserMemory = report.UserMemory,
        KernelMemory = report.KernelMemory,
        UnaccountedMemory = report.UnaccountedMemory,
        Cause = report.Cause,
        Summary = report.Summary,
        AnonymousMemory = report.AnonymousMemory,
        SharedMemory = report.SharedMemory,
        FileMemory = report.FileMemory,
        HugePages = report.HugePages,
        SlabReclaimable = report.SlabReclaimable,
        SlabUnreclaimable = report.SlabUnreclaimable,
        KernelStack = report.KernelStack,
        PageTables = report.PageTables,
        SwapTotal = report.SwapTotal,
        SwapFree = report.SwapFree,
    };
}
