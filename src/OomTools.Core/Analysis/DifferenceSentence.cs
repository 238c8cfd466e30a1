namespace OomTools.Analysis;

/// <summary>Says what differs most: "86 MiB more unreclaimable slab (138 instead of 52.1 MiB), signal_cache alone 55.9 MiB; 12 MiB less anonymous memory."</summary>
internal static class DifferenceSentence
{
    /// <summary>A name is worth naming from this share of its class's change on.</summary>
    private const double MuchOfIt = 0.25;

    /// <summary>A holder that changed by more than this much of its class's change is no part of it.</summary>
    private const double AtMostAll = 1.25;

    /// <summary>What changed by less than this share of all memory is noise of the moment.</summary>
    private const double Hardly = 0.01;

    /// <summary>A second class is worth a word from this share of the first's change on.</summary>
    private const double WorthAWord = 0.2;

    /// <summary>The sentence for rows in the order of <see cref="AmountComparison.Of"/>, where all memory is the same or among them.</summary>
    public static string Of(AmountDifference[] rows, Sentence sentence) => Of(rows, Find(rows, nameof(MemoryUsage.TotalMemory))?.Reference, sentence);

    /// <summary>The sentence for rows in the order of <see cref="AmountComparison.Of"/>.</summary>
    /// <param name="rows">What differs.</param>
    /// <param name="memory">All memory of the reference in bytes; null where that is not known.</param>
    /// <param name="sentence">To write with.</param>
    public static string Of(AmountDifference[] rows, long? memory, Sentence sentence)
    {
        AmountDifference? total = Find(rows, nameof(MemoryUsage.TotalMemory));
        if (total is { Reference: { } before, Difference: { } after } && before != after)
            sentence.Say("Of ").Size(after).Say(" memory instead of ").Size(before).Say(": ");

        AmountDifference[] classes = Array.FindAll(rows, row => row is { Area: DifferenceArea.Memory, Delta: not null and not 0 } && MemoryClass.Noun(row.Name) is not null);
        if (classes.Length == 0)
            return sentence.Say(sentence.IsEmpty ? "No kind of memory differs." : "no kind of memory differs.").Finish();

        if (memory > 0 && classes[0].Magnitude < memory * Hardly)
        {
            Say(sentence.Say(sentence.IsEmpty ? "Hardly anything differs; most is " : "hardly anything differs; most is "), classes[0], isFirst: false);
            return sentence.Say(".").Finish();
        }

        Say(sentence, classes[0], isFirst: true);
        SayHolder(sentence, rows, classes[0]);
        if (classes.Length > 1 && classes[1].Magnitude >= classes[0].Magnitude * WorthAWord)
        {
            sentence.Say("; ");
            Say(sentence, classes[1], isFirst: false);
        }

        return sentence.Say(".").Finish();
    }

    private static AmountDifference? Find(AmountDifference[] rows, string name)
    {
        int index = Array.FindIndex(rows, row => row.Area == DifferenceArea.Memory && row.Name == name);
        return index < 0 ? null : rows[index];
    }

    private static void Say(Sentence sentence, in AmountDifference row, bool isFirst)
    {
        sentence.Size(Math.Abs(Math.Max(row.Delta!.Value, -long.MaxValue))).Say(row.Delta > 0 ? " more " : " less ").Say(MemoryClass.Noun(row.Name)!);
        if (isFirst)
            sentence.Say(" (").Size(row.Difference!.Value).Say(" instead of ").Size(row.Reference!.Value).Say(")");
    }

    private static void SayHolder(Sentence sentence, AmountDifference[] rows, AmountDifference row)
    {
        if (MemoryClass.Holders(row.Name) is not { } area)
            return;
        // Rows come largest first: the first one of the area that goes the same way.
        int index = Array.FindIndex(rows, other => other.Area == area && other.Delta is { } delta && Math.Sign(delta) == Math.Sign(row.Delta!.Value));
        if (index < 0 || rows[index].Magnitude < row.Magnitude * MuchOfIt)
            return;
        // Of a task all is counted, also what is in swap; and what others took meanwhile makes the whole smaller than the part.
        bool isPart = rows[index].Magnitude <= row.Magnitude * AtMostAll;
        sentence.Say(", ").Name(rows[index].Name).Say(isPart ? " alone " : " ").Size(Math.Abs(Math.Max(rows[index].Delta!.Value, -long.MaxValue)));
        if (!isPart)
            sentence.Say(row.Delta > 0 ? " more" : " less");
    }
}
