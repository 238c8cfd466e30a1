namespace OomTools.Analysis;

/// <summary>Collects findings: each a statement with its numbers, the amount it is about, and that amount's share.</summary>
internal sealed class EvidenceList(Sentence sentence)
{
    private readonly List<OomEvidence> _findings = new(12);

    /// <summary>The sentence being built.</summary>
    public Sentence Sentence => sentence;

    /// <summary>Everything that a report says about its cause, most telling first.</summary>
    public static OomEvidence[] Of(Situation situation, Sentence sentence)
    {
        var list = new EvidenceList(sentence);
        if (!CauseText.IsAmount(situation.Cause))
            RequestEvidence.Add(situation, list);
        MemoryEvidence.Add(situation, list);
        if (CauseText.IsAmount(situation.Cause))
            RequestEvidence.Add(situation, list);
        KillEvidence.Add(situation, list);
        ReportEvidence.Add(situation, list);
        return [.. list._findings];
    }

    /// <summary>Takes the sentence built so far as a finding.</summary>
    public void Add(long? bytes = null, double? share = null) =>
        _findings.Add(new OomEvidence { Statement = sentence.Finish(), Bytes = bytes, Share = share });

    /// <summary>Takes a finding without numbers of its own.</summary>
    public void Add(string statement) => _findings.Add(new OomEvidence { Statement = statement });
}
