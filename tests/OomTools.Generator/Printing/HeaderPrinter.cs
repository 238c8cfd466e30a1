namespace OomTools.Generator.Printing;

/// <summary>"invoked oom-killer", "page allocation failure", vmalloc's lines, and the cpuset line.</summary>
internal static class HeaderPrinter
{
    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        switch (report.Kind)
        {
            case ReportKind.AllocationFailure:
                AllocationFailure(report, records);
                break;
            case ReportKind.VmallocFailure:
                VmallocFailure(report, records);
                break;
            default:
                records.Add(new(4, Invoked(report)));
                if (report.Order > 0 && report.Era.Version >= 409 && report.Seed % 7 == 0)
                    records.Add(new(4, "COMPACTION is disabled!!!"));
                if (report.Era.PrintsCpusetLine)
                    records.Add(new(4, CpusetLine(report)));
                break;
        }
    }

    private static string Invoked(GeneratedReport report)
    {
        int version = report.Era.Like(300, 310, 500, 500, 514);
        string head = $"{report.TriggerName} invoked oom-killer: gfp_mask=0x{report.GfpMask:x}";
        string mask = report.Era.PrintsGfpNames ? $"({report.GfpNames})" : "";
        string nodeMask = version is < 409 or > 420 ? "" : $"nodemask={NodeMask(report, version)}, {(version is >= 411 and <= 414 ? " " : "")}";
        int adj = report.TriggerOomScoreAdj;
        string bias = version switch
        {
            < 300 => $"oom_adj={OomAdj(adj)}",
            <= 306 => $"oom_adj={OomAdj(adj)}, oom_score_adj={adj}",
            _ => $"oom_score_adj={adj}",
        };
        return $"{head}{mask}, {nodeMask}order={report.Order}, {bias}";
    }

    private static void AllocationFailure(GeneratedReport report, List<KernelRecord> records)
    {
        int version = report.Era.Like(206, 310, 500, 500, 514);
        string stop = version < 300 ? "." : ":";
        records.Add(new(4, $"{report.TriggerName}: page allocation failure{stop} order:{report.Order}, {Mode(report, version)}"));
        if (version is >= 411 and <= 420)
            records.Add(new(4, CpusetLine(report)));
    }

    private static void VmallocFailure(GeneratedReport report, List<KernelRecord> records)
    {
        int version = report.Era.Like(206, 310, 500, 500, 514);
        string text = version >= 514
            ? $"vmalloc error: size {report.VmallocBytes}, {(version <= 603 ? "page order 0, " : "")}failed to allocate pages"
            : report.Seed % 2 == 0 ? $"vmalloc: allocation failure: {report.VmallocBytes} bytes" : $"vmalloc: allocation failure, allocated 4096 of {report.VmallocBytes} bytes";
        if (version <= 303)
            text = $"vmalloc: allocation failure, allocated 4096 of {report.VmallocBytes} bytes";
        if (version <= 408)
        {
            records.Add(new(4, text));
            records.Add(new(4, $"{report.TriggerName}: page allocation failure: order:0, {Mode(report, version)}"));
            return;
        }
        records.Add(new(4, $"{report.TriggerName}: {text}, {Mode(report, version)}"));
        if (version is >= 411 and <= 420)
            records.Add(new(4, CpusetLine(report)));
    }

    private static string Mode(GeneratedReport report, int version)
    {
        string mode = $"mode:0x{report.GfpMask:x}" + (report.Era.PrintsGfpNames ? $"({report.GfpNames})" : "");
        if (version >= 411)
            mode += $", nodemask={report.NodeMask ?? "(null)"}";
        return version >= 500 ? $"{mode},cpuset={report.Cpuset},mems_allowed={report.MemsAllowed}" : mode;
    }

    /// <summary>4.9 and 4.10 print the nodes the task may use where there is no mask.</summary>
    private static string NodeMask(GeneratedReport report, int version) =>
        report.NodeMask ?? (version <= 410 ? report.MemsAllowed : "(null)");

    private static string CpusetLine(GeneratedReport report) =>
        $"{report.TriggerName} cpuset={report.Cpuset} mems_allowed={report.MemsAllowed}";

    private static int OomAdj(int oomScoreAdj) => oomScoreAdj == 0 ? 0 : oomScoreAdj * (oomScoreAdj > 0 ? 15 : 17) / 1000;
}
