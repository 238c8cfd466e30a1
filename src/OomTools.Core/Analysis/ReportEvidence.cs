namespace OomTools.Analysis;

/// <summary>Findings about the report itself.</summary>
internal static class ReportEvidence
{
    /// <summary>A report that takes longer to print held up the machine: a slow serial console, or a very long task table. Two, because stamps
    /// in whole seconds make one second of a short report that crosses a boundary.</summary>
    public static TimeSpan LongPrint { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The list of missing sections is short unless the log is garbled.</summary>
    private const int MaximumMissing = 300;

    public static void Add(Situation situation, EvidenceList list)
    {
        OomReport report = situation.Report;
        if (report.PrintTime >= LongPrint)
        {
            list.Sentence.Say("Printing the report took ").Number(report.PrintTime.Value.Ticks / TimeSpan.TicksPerMillisecond)
                .Say(" ms, with ").Number(report.TaskCount ?? report.Tasks.Length).Say(" tasks listed.");
            list.Add();
        }

        if (report.SuppressedCount > 0)
        {
            list.Sentence.Say("The kernel's rate limit held back ").Number(report.SuppressedCount.Value).Say(" messages before this report.");
            list.Add();
        }

        if (report.LostLineCount > 0)
        {
            list.Sentence.Say("While this report was printed the log lost ").Number(report.LostLineCount.Value).Say(report.LostLineCount == 1 ? " line." : " lines.");
            list.Add();
        }

        if (!report.IsComplete && !string.IsNullOrEmpty(report.Missing))
        {
            list.Sentence.Say("Not in the log: ").Name(report.Missing, MaximumMissing).Say(".");
            list.Add();
        }
    }
}
