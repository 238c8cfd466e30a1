namespace OomTools.Commands;

/// <summary>
/// Log text that comes line by line from a command that follows a log. Between two lines a cmdlet does not run, so no silence can be
/// waited for: a report leaves with its kill line.
/// </summary>
internal sealed class WatchedText(OomLogOptions options, LimitedOutput output)
{
    private readonly OomLogParser _parser = new(options);

    public void Append(string text)
    {
        _parser.ReferenceTime = DateTime.UtcNow;
        _parser.Append(text);
        _parser.SettleKills();
        Write();
    }

    public void Finish()
    {
        _parser.Flush();
        Write();
    }

    private void Write()
    {
        while (_parser.Take() is { } report)
            output.Write(report);
    }
}
