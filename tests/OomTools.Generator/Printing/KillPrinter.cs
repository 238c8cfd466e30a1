namespace OomTools.Generator.Printing;

/// <summary>The oom-kill: line, choice and kill lines, group kills and the reaper.</summary>
internal static class KillPrinter
{
    private const int Err = 3;
    private const int Info = 6;

    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        if (report.Victims.Count == 0)
            return;
        GeneratedVictim first = report.Victims[0];
        if (report.Era.PrintsSummaryLine && report.Kind != ReportKind.KillLineOnly)
            records.Add(new(Info, Summary(report, first)));
        if (report.Era.PrintsChoiceLine)
            records.Add(new(Err, Choice(report, first)));
        records.Add(new(Err, Kill(report, first)));
        if (report.Kind == ReportKind.CgroupGroup)
            records.Add(new(Info, $"Tasks in {report.Cgroup!.Path} are going to be killed due to memory.oom.group set"));
        foreach (GeneratedVictim victim in report.Victims.Skip(1))
            records.Add(new(Err, Kill(report, victim)));
        if (report.Kind == ReportKind.CgroupGroup && report.Seed % 2 == 0 && (report.Era.Version >= 509 || report.Era.Vendor is "el8b" or "el9"))
            records.Add(new(Err, $"{Reason(report)}: OOM victim {first.Pid} ({first.Name}) is already exiting. Skip killing the task"));
        Reaper(report, first, records);
    }

    private static string Summary(GeneratedReport report, GeneratedVictim victim)
    {
        bool isCgroup = report.Cgroup is not null;
        string constraint = report.Kind switch
        {
            ReportKind.Cpuset => "CPUSET",
            ReportKind.MemoryPolicy => "MEMORY_POLICY",
            _ => isCgroup ? "MEMCG" : "NONE",
        };
        string limit = isCgroup ? $"oom_memcg={report.Cgroup!.Path}" : "global_oom";
        return $"oom-kill:constraint=CONSTRAINT_{constraint},nodemask={report.NodeMask ?? "(null)"},cpuset={report.Cpuset}," +
            $"mems_allowed={report.MemsAllowed},{limit},task_memcg={report.TaskCgroup},task={victim.Name},pid={victim.Pid},uid={victim.Uid}";
    }

    private static string Reason(GeneratedReport report) => report.Kind switch
    {
        ReportKind.AllocatingTask => "Out of memory (oom_kill_allocating_task)",
        ReportKind.MemoryPolicy when report.Era.Version == 206 => "No available memory (MPOL_BIND)",
        _ => report.Cgroup is null ? "Out of memory" : "Memory cgroup out of memory",
    };

    private static string Choice(GeneratedReport report, GeneratedVictim victim) => report.Era.Version == 206 && report.Era.Vendor.Length == 0
        ? $"{Reason(report)}: kill process {victim.Pid} ({victim.Name}) score {victim.Score} or a child"
        : $"{Reason(report)}: Kill process {victim.Pid} ({victim.Name}) score {victim.Score} or sacrifice child";

    private static string Kill(GeneratedReport report, GeneratedVictim victim)
    {
        KernelEra era = report.Era;
        long kib = report.PageSize / 1024;
        string vm = $"total-vm:{victim.TotalVm * kib}kB, anon-rss:{victim.Anon * kib}kB, file-rss:{victim.File * kib}kB";
        string shmem = $", shmem-rss:{victim.Shmem * kib}kB";
        string process = $"Killed process {victim.Pid} ({victim.Name})";
        long tables = era.Version == 504 ? victim.PageTableBytes : victim.PageTableBytes / 1024;
        return (era.Version, era.Vendor) switch
        {
            (_, "el6") => $"Killed process {victim.Pid}, UID {victim.Uid}, ({victim.Name}) {vm}",
            (_, "el7") => $"{process}, UID {victim.Uid}, {vm}{shmem}",
            (_, "el8a") => $"{Reason(report)}: {process} {vm}{shmem}, UID:{victim.Uid}",
            ( < 300, _) => process,
            ( <= 404, _) => $"{process} {vm}",
            ( <= 500, "") => $"{process} {vm}{shmem}",
            ( <= 503, "") => $"{Reason(report)}: {process} {vm}{shmem}",
            _ => $"{Reason(report)}: {process} {vm}{shmem}, UID:{victim.Uid} pgtables:{tables}kB oom_score_adj:{victim.OomScoreAdj}",
        };
    }

    private static void Reaper(GeneratedReport report, GeneratedVictim victim, List<KernelRecord> records)
    {
        if (report.Reaper == ReaperOutcome.Reaped)
            records.Add(new(Info, $"oom_reaper: reaped process {victim.Pid} ({victim.Name}), now anon-rss:8kB, file-rss:0kB, shmem-rss:0kB"));
        else if (report.Reaper == ReaperOutcome.GaveUp)
            records.Add(new(Info, $"oom_reaper: unable to reap pid:{victim.Pid} ({victim.Name})"));
    }
}
