namespace OomTools.Analysis;

/// <summary>Findings about the kill: whether it could help, and why this victim.</summary>
internal static class KillEvidence
{
    /// <summary>A victim that holds less than this part of what fills the memory frees too little to end the shortage.</summary>
    private const double TooSmall = 0.1;

    public static void Add(Situation situation, EvidenceList list)
    {
        if (situation.Report.VictimCount == 0 && situation.Report.VictimPid is null)
            return;

        AddEffect(situation, list);
        AddMargin(situation, list);
        AddSpared(situation, list);
        AddCulprit(situation, list);
    }

    private static void AddEffect(Situation situation, EvidenceList list)
    {
        OomReport report = situation.Report;
        // A dying process gives back its page tables too: where they are the cause, that is what counts.
        bool tables = situation.Cause == OomCause.PageTables;
        long freed = 0;
        foreach (OomVictim victim in report.Victims)
            freed = unchecked(freed + (victim.Rss ?? 0) + (tables ? victim.PageTables ?? 0 : 0));
        freed = report.Victims.Length == 0 ? report.VictimRss ?? 0 : freed;
        // Up to 5.3 the kill line does not have them.
        if (tables && report.Victims.Length > 0 && report.Victims[0].PageTables is null)
            freed = unchecked(freed + (situation.Choice.Victim?.PageTables ?? 0));
        if (situation.CauseBytes is not long bytes || freed <= 0 || freed >= bytes * TooSmall)
            return;

        list.Sentence.Say("Killing ").Process(report.VictimName, report.VictimPid);
        if (report.VictimCount > 1)
            list.Sentence.Say(" and ").Number(report.VictimCount - 1).Say(" more");
        list.Sentence.Say(" could not help much: ").Size(freed).Say(", less than a tenth of the ").Size(bytes).Say(" in ")
            .Say(situation.Noun).Say(".");
        list.Add(freed, freed / (double)bytes);
    }

    private static void AddMargin(Situation situation, EvidenceList list)
    {
        VictimChoice choice = situation.Choice;
        if (choice.Victim is not { Score: long score } victim)
            return;

        list.Sentence.Process(victim.Name, victim.ThreadGroup).Say(" was chosen by a score of ").Number(score).Say(" pages");
        if (choice.RunnerUp is { Score: long next } runnerUp)
        {
            list.Sentence.Say("; next was ").Process(runnerUp.Name, runnerUp.ThreadGroup).Say(" with ").Number(next);
            if (choice.IsOutscored)
                list.Sentence.Say(", which is more: the task that asked was killed (vm.oom_kill_allocating_task), or the figures moved meanwhile");
        }

        list.Sentence.Say(".");
        list.Add();
    }

    private static void AddSpared(Situation situation, EvidenceList list)
    {
        if (situation.Choice.Spared is not OomTask spared)
            return;

        list.Sentence.Process(spared.Name, spared.ThreadGroup).Say(" holds most (").Size(spared.Rss)
            .Say(") but its oom_score_adj of ").Number(spared.OomScoreAdj ?? 0).Say(" spared it.");
        list.Add(spared.Rss, situation.ShareOf(spared.Rss));
    }

    private static void AddCulprit(Situation situation, EvidenceList list)
    {
        OomReport report = situation.Report;
        if (CauseText.IsUserSpace(situation.Cause) || !CauseText.IsAmount(situation.Cause) || report.VictimName is null
            || report.TriggerName is null || report.TriggerName == report.VictimName)
        {
            return;
        }

        list.Sentence.Say("The victim need not be the culprit: the kernel counts a process's own memory, not the kernel objects it made; ")
            .Process(report.TriggerName, report.TriggerPid).Say(" asked for memory when there was none.");
        list.Add();
    }
}
