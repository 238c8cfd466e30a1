namespace OomTools.Analysis;

/// <summary>From the facts of a report to its verdict: cause, accounting, summary, evidence, advice.</summary>
internal static class Diagnosis
{
    /// <summary>Fills in what follows from the facts. Pure: no clock, no file, no culture; total: takes any values.</summary>
    public static void Explain(OomReport report) => Explain(report, new Sentence());

    /// <summary>The same, with a sentence to build texts in that was used before.</summary>
    public static void Explain(OomReport report, Sentence sentence)
    {
        var situation = new Situation(report);
        SetAccount(report, situation.Account);
        CauseRules.Decide(situation);
        if (CauseText.Holder(situation.Cause) is TaskMemory memory)
            situation.Holder = TaskGroup.Find(report.Tasks, memory, SharedInResident(situation));
        if (!CauseText.IsUserSpace(situation.Cause) && situation.Cause is not (OomCause.ManualRequest or OomCause.Unknown))
            situation.Trace = TraceHint.Of(report.CallTrace);

        report.Cause = situation.Cause;
        report.Summary = SummarySentence.Of(situation, sentence);
        report.Evidence = EvidenceList.Of(situation, sentence);
        report.Advice = AdviceList.Of(situation);
    }

    /// <summary>
    /// Up to 6.6 the task table has the resident sum only, in which a shared segment counts once a process: where there is
    /// much of it (a database's buffers), hundreds of small processes would seem to hold everything.
    /// </summary>
    private static long SharedInResident(Situation situation)
    {
        const double Much = 0.1;
        return situation.Account.Shared is long shared && situation.ShareOf(shared) >= Much ? shared : 0;
    }

    private static void SetAccount(OomReport report, in MemoryAccount account)
    {
        report.TotalMemory = account.Total;
        report.FreeMemory = account.Free;
        report.UserMemory = account.User;
        report.KernelMemory = account.Kernel;
        report.UnaccountedMemory = account.Unaccounted;
        report.AnonymousMemory = account.Anonymous;
        report.SharedMemory = account.Shared;
        report.FileMemory = account.File;
        report.SlabReclaimable = account.SlabReclaimable;
        report.SlabUnreclaimable = account.SlabUnreclaimable;
        report.PageTables = account.PageTables;
        report.KernelStack = account.KernelStack;
        report.HugePages = account.HugePages;
    }
}
