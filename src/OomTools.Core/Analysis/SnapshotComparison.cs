namespace OomTools.Analysis;

/// <summary>What two snapshots differ in.</summary>
internal static class SnapshotComparison
{
    // Two clocks that tell one boot differ by the seconds' fraction and by corrections of the clock.
    private static readonly TimeSpan s_sameBoot = TimeSpan.FromSeconds(10);

    /// <summary>The rows, the leak first; each bears the sentence.</summary>
    public static MemoryDifference[] Of(MemorySnapshot reference, MemorySnapshot difference)
    {
        TimeSpan? elapsed = Elapsed(reference, difference);
        bool sameBoot = IsSameBoot(reference, difference);
        AmountDifference[] rows = DifferenceOrder.Sort(
            AmountComparison.Of(SnapshotAmounts.Of(reference, sameBoot), SnapshotAmounts.Of(difference, sameBoot)), difference);
        string summary = Summary(rows, reference, difference, elapsed);
        double? seconds = elapsed?.TotalSeconds;
        var notes = new DifferenceNotes(reference, difference);
        return Array.ConvertAll(rows, row => new MemoryDifference
        {
            Area = row.Area,
            Name = row.Name,
            Reference = row.Reference,
            Difference = row.Difference,
            Delta = row.Delta,
            Ratio = row.Ratio,
            Rate = row.Delta / seconds,
            IsBytes = row.IsBytes,
            Note = notes.Of(row),
            Summary = summary,
        });
    }

    /// <summary>
    /// Time from the reference to the other, negative when that is the earlier one; null between machines and where it cannot be known.
    /// </summary>
    public static TimeSpan? Elapsed(MemorySnapshot reference, MemorySnapshot difference)
    {
        if (reference.HostName != difference.HostName)
            return null;
        TimeSpan? elapsed = difference.Time - reference.Time;
        // A capture tells no time, but how long the machine had been up.
        elapsed ??= IsSameBoot(reference, difference) ? (TimeSpan?)difference.Uptime - reference.Uptime : null;
        return elapsed == TimeSpan.Zero ? null : elapsed;
    }

    /// <summary>Whether counters went on from one to the other.</summary>
    private static bool IsSameBoot(MemorySnapshot reference, MemorySnapshot difference)
    {
        if (reference.HostName != difference.HostName || reference.KernelVersion != difference.KernelVersion)
            return false;
        return reference.BootTime is not { } one || difference.BootTime is not { } other || (other - one).Duration() < s_sameBoot;
    }

    private static string Summary(AmountDifference[] rows, MemorySnapshot reference, MemorySnapshot difference, TimeSpan? elapsed)
    {
        var sentence = new Sentence();
        string text = DifferenceSentence.Of(rows, sentence);
        if (reference.HostName != difference.HostName)
            return sentence.Name(difference.HostName).Say(" against ").Name(reference.HostName).Say(": ").Say(text).Finish();
        if (elapsed is not { } time)
            return text;

        sentence.Say(time < TimeSpan.Zero ? "The reference is later by " : "In ").Say(InWords(time.Duration())).Say(": ").Say(text);
        // The kind of memory that the sentence begins with.
        int first = Array.FindIndex(rows, row => row.Area == DifferenceArea.Memory && MemoryClass.Noun(row.Name) is not null);
        if (first >= 0 && rows[first].Delta is { } delta && Math.Abs(delta / time.TotalSeconds) >= 1)
            sentence.Say(" That is ").Size((long)Math.Clamp(Math.Abs(delta / time.TotalSeconds), 0, 9e18)).Say(" a second.");
        return sentence.Finish();
    }

    private static string InWords(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => FormattableString.Invariant($"{time.TotalSeconds:0.#} s"),
        < 120 => FormattableString.Invariant($"{time.TotalSeconds:0} s"),
        < 7200 => FormattableString.Invariant($"{time.TotalMinutes:0} min"),
        < 172_800 => FormattableString.Invariant($"{time.TotalHours:0} h"),
        _ => FormattableString.Invariant($"{time.TotalDays:0} days"),
    };
}
