using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Says what was held back.</summary>
internal static class SuppressionSentence
{
    /// <summary>Names that a sentence can bear.</summary>
    private const int MaxNames = 3;

    /// <summary>"188 more like the 12 before, in 1 min 8 s: hog killed 188 times, 6.2 GiB given back."</summary>
    public static string Of(string? host, long count, long passed, VictimTally tally, OomVictimGroup[] victims, TimeSpan? duration)
    {
        var sentence = new Sentence();
        sentence.Number(count);
        if (passed > 0)
            sentence.Say(" more like the ").Number(passed).Say(" before");
        else
            sentence.Say(count == 1 ? " report held back" : " reports held back");
        if (host is not null)
            sentence.Say(" on ").Name(host);
        if (duration is { } span && span > TimeSpan.Zero)
            sentence.Say(", in ").Say(DurationText.Format(span));
        if (tally.Count == 0)
            return sentence.Say(": nothing was killed.").Finish();
        VictimNames(sentence.Say(": "), victims);
        return sentence.Say(", ").Size(tally.Freed).Say(" given back.").Finish();
    }

    /// <summary>The chosen values of a key, for people: "web1, Global, AnonymousMemory, hog". A log that stands for its host is left out.</summary>
    public static string KeyText(in LimitKey key, string? host)
    {
        var sentence = new Sentence();
        Part(sentence, key.Host is null ? null : host);
        Part(sentence, key.Kind == OomKind.Unknown ? null : key.Kind.ToString());
        Part(sentence, key.Outcome == OomOutcome.Unknown ? null : key.Outcome.ToString());
        Part(sentence, key.Cause == OomCause.Unknown ? null : key.Cause.ToString());
        Part(sentence, key.VictimName);
        Part(sentence, key.CgroupPath);
        Part(sentence, key.TriggerName);
        return sentence.Finish();
    }

    private static void Part(Sentence sentence, string? value)
    {
        if (value is null)
            return;
        if (!sentence.IsEmpty)
            sentence.Say(", ");
        sentence.Name(value);
    }

    /// <summary>"hog killed 188 times", "25 × php-fpm, 10 × java and 5 others killed".</summary>
    private static void VictimNames(Sentence sentence, OomVictimGroup[] victims)
    {
        if (victims is [{ } only])
        {
            sentence.Name(only.Name).Say(" killed ");
            _ = only.Count == 1 ? sentence.Say("once") : sentence.Number(only.Count).Say(" times");
            return;
        }

        long others = 0;
        for (int i = 0; i < victims.Length; i++)
        {
            if (i >= MaxNames)
                others = Total.Add(others, victims[i].Count);
            else
                sentence.Say(i == 0 ? "" : i == victims.Length - 1 ? " and " : ", ").Number(victims[i].Count).Say(" × ").Name(victims[i].Name);
        }

        if (others > 0)
            sentence.Say(" and ").Number(others).Say(others == 1 ? " other" : " others");
        sentence.Say(" killed");
    }
}
