namespace OomTools.Generator.Printing;

/// <summary>Prints a report the way its kernel does, record by record.</summary>
public static class ReportPrinter
{
    /// <summary>What a record holds where the cgroup statistics are one record (5.3 to 6.4): longer text is cut.</summary>
    public const int CgroupRecordLimit = CgroupPrinter.RecordLimit;

    private const int Warning = 4;
    private const int Info = 6;

    /// <summary>The report's records.</summary>
    public static List<KernelRecord> Print(GeneratedReport report)
    {
        List<KernelRecord> records = [];
        if (report.Suppressed is int suppressed)
            records.Add(new(Warning, $"{(report.Victims.Count > 0 ? "oom_kill_process" : "warn_alloc")}: {suppressed} callbacks suppressed"));
        if (report.Kind == ReportKind.SysRq)
            records.Add(new(Info, SysRqLine(report.Era)));
        if (report.Kind == ReportKind.SlubFailure)
            SlubPrinter.Print(report, records);
        else if (report.Kind != ReportKind.KillLineOnly)
            Body(report, records);
        KillPrinter.Print(report, records);
        Panic(report, records);
        return records;
    }

    private static void Body(GeneratedReport report, List<KernelRecord> records)
    {
        HeaderPrinter.Print(report, records);
        TracePrinter.Print(report, records);
        if (report.Cgroup is not null)
            CgroupPrinter.Print(report, records);
        if (report.HasMemInfo)
            MemInfoPrinter.Print(report, records);
        SitePrinter.Print(report, records);
        if (report.Slabs.Count > 0)
            SlabPrinter.Print(report, records);
        if (report.Era.Version >= 619 && report.Tasks is not null)
            records.Add(new(Warning, "Memory cgroup min protection 0kB -- low protection 0kB"));
        if (report.Tasks is not null)
            TaskPrinter.Print(report, records);
    }

    private static void Panic(GeneratedReport report, List<KernelRecord> records)
    {
        string? text = report.Kind switch
        {
            ReportKind.Panic => "Out of memory: system-wide panic_on_oom is enabled",
            ReportKind.Deadlock => report.Era.PrintsDeadlock ? "System is deadlocked on memory" : "Out of memory and no killable processes...",
            _ => null,
        };
        if (report.Kind is ReportKind.CgroupNoVictim or ReportKind.Deadlock && report.Era.PrintsDeadlock)
            records.Add(new(Warning, "Out of memory and no killable processes..."));
        if (text is null)
            return;
        records.Add(new(0, "Kernel panic - not syncing: " + text));
        TracePrinter.Print(report, records);
        records.Add(new(0, $"---[ end Kernel panic - not syncing: {text} ]---"));
    }

    private static string SysRqLine(KernelEra era) => era.Version switch
    {
        _ when era.Vendor is "el8a" or "el8b" => "sysrq: SysRq : Manual OOM execution",
        <= 319 => "SysRq : Manual OOM execution",
        <= 500 => "sysrq: SysRq : Manual OOM execution",
        _ => "sysrq: Manual OOM execution",
    };
}
