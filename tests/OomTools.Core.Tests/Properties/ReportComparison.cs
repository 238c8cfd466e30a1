using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>Compares a parsed report with the model it was printed from, value by value.</summary>
internal static class ReportComparison
{
    /// <summary>What differs; empty when the report was read back as printed.</summary>
    public static IReadOnlyList<string> Compare(GeneratedReport expected, OomReport actual, LogContainer container, bool isTrusting = false)
    {
        Differences differences = new(container, isTrusting);
        Verdict(expected, actual, differences);
        Request(expected, actual, differences);
        Victims(expected, actual, differences);
        Tasks(expected, actual, differences);
        CgroupComparison.Compare(expected, actual, differences);
        MemoryComparison.Compare(expected, actual, differences);
        if (!isTrusting)
            Whole(expected, actual, differences);
        return differences.Found;
    }

    private static void Verdict(GeneratedReport expected, OomReport actual, Differences differences)
    {
        differences.Same("Kind", Kind(expected), actual.Kind);
        differences.Same("Outcome", Outcome(expected), actual.Outcome);
        if (expected.Kind is not (ReportKind.KillLineOnly or ReportKind.SlubFailure))
            differences.Same("KernelVersion", expected.Era.Release, actual.KernelVersion);
        if (expected.Kind == ReportKind.VmallocFailure)
            differences.True("Detail: the vmalloc line is not in it", actual.Detail?.Contains("vmalloc", StringComparison.Ordinal) == true);
        if (expected.Kind == ReportKind.SlubFailure)
            differences.True("Detail: the slab line is not in it", actual.Detail?.Contains("SLUB", StringComparison.Ordinal) == true);
    }

    private static void Request(GeneratedReport expected, OomReport actual, Differences differences)
    {
        if (expected.Kind == ReportKind.KillLineOnly)
            return;
        differences.Same("GfpMask", expected.GfpMask, actual.GfpMask);
        differences.Same("GfpFlags", expected.GfpNames, actual.GfpFlags);
        if (expected.Kind == ReportKind.SlubFailure)
            return;
        differences.SameName("TriggerName", expected.TriggerName, actual.TriggerName);
        differences.Same("TriggerPid", expected.TriggerPid, actual.TriggerPid);
        if (expected.Kind != ReportKind.VmallocFailure)
            differences.Same("Order", expected.Order, actual.Order);
        else
            differences.Same("RequestSize", expected.VmallocBytes, actual.RequestSize);
        bool isFailure = Kind(expected) == OomKind.AllocationFailure;
        if (!isFailure && expected.Era.Name != "2.6.32")
            differences.Same("TriggerOomScoreAdj", expected.TriggerOomScoreAdj, actual.TriggerOomScoreAdj);
        if (expected.Era.PrintsCpusetLine ? !isFailure : isFailure || expected.Victims.Count > 0)
        {
            differences.SameName("Cpuset", expected.Cpuset, actual.Cpuset);
            differences.Same("MemsAllowed", expected.MemsAllowed, actual.MemsAllowed);
        }
        string[] frames = [.. actual.CallTrace.Select(frame => frame.Split('+')[0])];
        differences.Same("CallTrace", string.Join(' ', expected.Frames), string.Join(' ', frames));
    }

    private static void Victims(GeneratedReport expected, OomReport actual, Differences differences)
    {
        differences.Same("VictimCount", expected.Victims.Count, actual.VictimCount);
        differences.Same("Victims.Length", expected.Victims.Count, actual.Victims.Length);
        for (int i = 0; i < Math.Min(expected.Victims.Count, actual.Victims.Length); i++)
            Victim(expected, expected.Victims[i], actual.Victims[i], $"Victims[{i}].", differences);
        if (expected.Victims.Count == 0 || actual.Victims.Length == 0)
            return;
        OomVictim first = actual.Victims[0];
        differences.Same("VictimName", first.Name, actual.VictimName);
        differences.Same("VictimPid", first.Pid, actual.VictimPid);
        differences.Same("VictimRss", first.Rss, actual.VictimRss);
        differences.Same("VictimTotalVm", first.TotalVm, actual.VictimTotalVm);
        if (expected.Era.PrintsSummaryLine && expected.Kind != ReportKind.KillLineOnly)
            differences.SameName("VictimCgroup", expected.TaskCgroup, actual.VictimCgroup);
        if (!differences.IsTrusting && expected.Reaper != ReaperOutcome.Silent)
            differences.Same("Victims[0].Reaped", expected.Reaper == ReaperOutcome.Reaped, first.Reaped);
    }

    private static void Victim(GeneratedReport report, GeneratedVictim expected, OomVictim actual, string at, Differences differences)
    {
        KernelEra era = report.Era;
        differences.Same(at + "Pid", expected.Pid, actual.Pid);
        differences.SameName(at + "Name", expected.Name, actual.Name);
        if (era.Version >= 504 || era.Vendor.Length > 0)
            differences.Same(at + "Uid", expected.Uid, actual.Uid);
        if (era.Name == "2.6.32")
            return;
        bool printsShmem = era.Version >= 405 || era.Vendor == "el7";
        long size = report.PageSize;
        differences.Same(at + "TotalVm", expected.TotalVm * size, actual.TotalVm);
        differences.Same(at + "AnonRss", expected.Anon * size, actual.AnonRss);
        differences.Same(at + "FileRss", expected.File * size, actual.FileRss);
        differences.Same(at + "ShmemRss", printsShmem ? expected.Shmem * size : null, actual.ShmemRss);
        differences.Same(at + "Rss", (expected.Anon + expected.File + (printsShmem ? expected.Shmem : 0)) * size, actual.Rss);
        if (era.Version < 504 && era.Vendor is not ("el8b" or "el9"))
            return;
        differences.Same(at + "PageTables", expected.PageTableBytes, actual.PageTables);
        differences.Same(at + "OomScoreAdj", expected.OomScoreAdj, actual.OomScoreAdj);
    }

    private static void Tasks(GeneratedReport expected, OomReport actual, Differences differences)
    {
        differences.Same("TaskCount", expected.Tasks?.Count, actual.TaskCount);
        differences.Same("Tasks.Length", expected.Tasks?.Count ?? 0, actual.Tasks.Length);
        long size = expected.PageSize;
        for (int i = 0; i < Math.Min(expected.Tasks?.Count ?? 0, actual.Tasks.Length); i++)
        {
            GeneratedTask row = expected.Tasks![i];
            OomTask task = actual.Tasks[i];
            string at = $"Tasks[{i}].";
            differences.Same(at + "Pid", row.Pid, task.Pid);
            differences.SameName(at + "Name", row.Name, task.Name);
            differences.Same(at + "Uid", row["uid"], task.Uid);
            differences.Same(at + "ThreadGroup", row["tgid"], task.ThreadGroup);
            differences.Same(at + "OomAdj", (int?)row["oom_adj"], task.OomAdj);
            differences.Same(at + "OomScoreAdj", (int?)row["oom_score_adj"], task.OomScoreAdj);
            // A report without Mem-Info does not say how large a page is.
            if (!expected.HasMemInfo && size != 4096)
                continue;
            differences.Same(at + "TotalVm", row["total_vm"] * size, task.TotalVm);
            differences.Same(at + "Rss", row["rss"] * size, task.Rss);
            differences.Same(at + "AnonRss", row["rss_anon"] * size, task.AnonRss);
            differences.Same(at + "FileRss", row["rss_file"] * size, task.FileRss);
            differences.Same(at + "ShmemRss", row["rss_shmem"] * size, task.ShmemRss);
            differences.Same(at + "Swap", row["swapents"] * size, task.Swap);
            differences.Same(at + "PageTables", row["pgtables_bytes"] ?? ((row["nr_ptes"] + (row["nr_pmds"] ?? 0)) * size), task.PageTables);
        }
    }

    private static void Whole(GeneratedReport expected, OomReport actual, Differences differences)
    {
        if (expected.Kind is not (ReportKind.KillLineOnly or ReportKind.SlubFailure))
        {
            differences.Same("Missing", "", actual.Missing);
            differences.Same("IsComplete", true, actual.IsComplete);
        }
        differences.Same("SuppressedCount", expected.Suppressed, actual.SuppressedCount);
        if (actual.TotalMemory is long total)
            differences.Same("User + Kernel + Free + Unaccounted", total, actual.UserMemory + actual.KernelMemory + actual.FreeMemory + actual.UnaccountedMemory);
        differences.True("Summary is empty", actual.Summary.Length > 0);
    }

    private static OomKind Kind(GeneratedReport report) => report.Kind switch
    {
        ReportKind.AllocationFailure or ReportKind.VmallocFailure or ReportKind.SlubFailure => OomKind.AllocationFailure,
        ReportKind.Cgroup or ReportKind.CgroupGroup or ReportKind.CgroupNoVictim => OomKind.Cgroup,
        ReportKind.Cpuset => OomKind.Cpuset,
        ReportKind.MemoryPolicy => OomKind.MemoryPolicy,
        ReportKind.SysRq => OomKind.Manual,
        _ => OomKind.Global,
    };

    private static OomOutcome Outcome(GeneratedReport report) => report.Kind switch
    {
        ReportKind.AllocationFailure or ReportKind.VmallocFailure or ReportKind.SlubFailure => OomOutcome.AllocationFailed,
        ReportKind.CgroupNoVictim => OomOutcome.NoKillableProcess,
        ReportKind.Panic or ReportKind.Deadlock => OomOutcome.Panicked,
        _ => OomOutcome.Killed,
    };
}
