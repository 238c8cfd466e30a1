namespace OomTools.Cursor;

/// <summary>How far the journal was read.</summary>
/// <param name="Cursor">journalctl's name of the entry read last.</param>
/// <param name="Given">Stamps of reports behind it that were given although one before them was not finished yet.</param>
internal sealed record JournalPosition(string Cursor, long[] Given)
{
    /// <summary>What tells a report of the journal from others: entries have no numbers that last.</summary>
    public static long StampOf(OomReport report) => report.Uptime?.Ticks ?? report.Time?.Ticks ?? 0;

    /// <summary>Whether a report was given before.</summary>
    public bool WasGiven(OomReport report) => Array.IndexOf(Given, StampOf(report)) >= 0;
}
