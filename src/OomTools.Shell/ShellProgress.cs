using System.Globalization;
using System.Management.Automation;

namespace OomTools.Shell;

/// <summary>Progress as one line at the bottom of a terminal, wiped before anything else is written. Never in a redirected stream.</summary>
internal sealed class ShellProgress(ShellTerminal terminal, TextWriter output)
{
    private const string EraseLine = "\r\e[K";

    private bool _isShown;

    public void Show(ProgressRecord record)
    {
        if (!terminal.IsAnsi)
            return;
        Clear();
        if (record.RecordType == ProgressRecordType.Completed)
            return;
        string percent = record.PercentComplete >= 0 ? string.Create(CultureInfo.InvariantCulture, $" {record.PercentComplete} %") : "";
        string line = $"{record.Activity}: {record.StatusDescription}{percent}";
        // Names in it may come from elsewhere; and a line that wraps cannot be wiped.
        line = string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
        output.Write(line.Length < terminal.Width ? line : line[..(terminal.Width - 1)]);
        output.Flush();
        _isShown = true;
    }

    public void Clear()
    {
        if (!_isShown)
            return;
        _isShown = false;
        output.Write(EraseLine);
        output.Flush();
    }
}
