using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>
/// What became of the slab that a report blames: what it holds now, what of it could be freed, and who took it. A log cannot tell that, the
/// machine that wrote it can. Each finding says that it is of now; what the report says stays as it is.
/// </summary>
internal static class SlabSince
{
    /// <summary>Less is the same moment, as far as slab is concerned.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    /// <summary>More names of one cache say nothing more.</summary>
    private const int MostAliases = 4;

    /// <summary>Whether a report blames slab of the whole machine: the caches of a cgroup are not told apart.</summary>
    public static bool Matters(OomReport report) =>
        report.Cause is OomCause.SlabReclaimable or OomCause.SlabUnreclaimable && report.Kind != OomKind.Cgroup;

    /// <summary>Adds findings to <see cref="OomReport.Evidence"/>. Pure.</summary>
    /// <param name="report">A report of the machine that was read.</param>
    /// <param name="state">The machine now.</param>
    public static void Add(OomReport report, SlabState state)
    {
        var sentence = new Sentence();
        var findings = new List<OomEvidence>(report.Evidence);
        AddAmount(report, state, sentence, findings);
        SlabCache? printed = Largest(report.Slabs);
        SlabCache? same = printed is null ? null : Array.Find(state.Caches, cache => Bears(cache, printed.Name));
        SlabCache? largest = Largest(Array.FindAll(state.Large, cache => cache.IsReclaimable != (report.Cause == OomCause.SlabUnreclaimable)));
        if (printed is not null && same is not null)
            AddCache(same, printed, state, sentence, findings);
        if (largest is not null && largest != same)
            AddCache(largest, null, state, sentence, findings);
        report.Evidence = [.. findings];
    }

    private static void AddAmount(OomReport report, SlabState state, Sentence sentence, List<OomEvidence> findings)
    {
        if (state.Memory is not { SReclaimable: { } reclaimable, SUnreclaim: { } unreclaimable } memory)
            return;

        long bytes = reclaimable + unreclaimable;
        sentence.Say(When(state));
        if ((state.Time - report.Time ?? state.Uptime - report.Uptime) is { } age && age.Duration() >= s_moment)
            sentence.Say(", ").Say(DurationText.Format(age.Duration())).Say(age > TimeSpan.Zero ? " after the report" : " before the report");
        sentence.Say(": slab holds ").Size(bytes).Say(" (unreclaimable ").Size(unreclaimable).Say(", reclaimable ").Size(reclaimable).Say(")");
        if (report.SlabReclaimable + report.SlabUnreclaimable is { } before)
            sentence.Say("; at the time of the report ").Size(before);
        sentence.Say(".");
        findings.Add(Finding(sentence, state, bytes));
    }

    private static void AddCache(SlabCache cache, SlabCache? printed, SlabState state, Sentence sentence, List<OomEvidence> findings)
    {
        sentence.Say(When(state)).Say(": ").Name(cache.Name);
        string[] aliases = cache.Aliases;
        for (int i = 0; i < aliases.Length && i < MostAliases; i++)
            sentence.Say(i == 0 ? " (also " : ", ").Name(aliases[i]);
        if (aliases.Length > MostAliases)
            sentence.Say(" and ").Number(aliases.Length - MostAliases).Say(" more");
        if (aliases.Length > 0)
            sentence.Say(")");
        sentence.Say(" holds ").Size(cache.Bytes);
        if (printed is not null)
            sentence.Say(", at the time of the report ").Size(printed.Bytes);
        SlabFinding.SayJoined(sentence, cache, state.Counters);
        sentence.Say(".");
        findings.Add(Finding(sentence, state, cache.Bytes));
    }

    private static OomEvidence Finding(Sentence sentence, SlabState state, long bytes) => new()
    {
        Statement = sentence.Finish(),
        Bytes = bytes,
        Share = state.Memory?.MemTotal is > 0 and long total ? Math.Clamp(bytes / (double)total, 0, 1) : null,
        Time = state.Time,
    };

    private static string When(SlabState state) => state.IsCaptured ? "When this was captured" : "Now";

    private static bool Bears(SlabCache cache, string name) => cache.Name == name || Array.IndexOf(cache.Aliases, name) >= 0;

    private static SlabCache? Largest(SlabCache[] caches)
    {
        SlabCache? largest = null;
        foreach (SlabCache cache in caches)
            largest = largest is null || cache.Bytes > largest.Bytes ? cache : largest;
        return largest;
    }
}
