using System.Text;
using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Logs;
using OomTools.Shrinkers;

namespace OomTools.Commands;

/// <summary>Reads saved traces for a cmdlet: each file gives its own rows, the text on the pipeline is one trace.</summary>
internal sealed class ShrinkerTraceReading(OomCommand cmdlet, bool byNode, bool byCgroup, Action<ShrinkerActivity[]> write)
{
    private const string PipelineName = "pipeline";

    private ShrinkerTraceText? _text;

    /// <summary>Reads a file.</summary>
    public void ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            cmdlet.WriteError(LogErrors.IsDirectory(path));
            return;
        }

        cmdlet.WriteVerbose($"Reading '{OomView.Text(path)}'.");
        try
        {
            using var stream = WatchedStream.Open(() => LogFile.Open(path), path, cmdlet, cmdlet.Stopped);
            ShrinkerTraceText text = ShrinkerTraceFile.Read(stream, cmdlet.Stopped);
            stream.Complete();
            Write(text, path);
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            cmdlet.WriteError(LogErrors.Of(path, e));
        }
    }

    /// <summary>Takes text: a line or many, as Get-Content -Raw gives them.</summary>
    public void ReadText(string lines)
    {
        _text ??= new ShrinkerTraceText();
        foreach (ReadOnlySpan<byte> line in new Procfs.LineCursor(Encoding.UTF8.GetBytes(lines)))
            _text.Append(line);
    }

    /// <summary>Ends the text on the pipeline.</summary>
    public void EndText()
    {
        if (_text is not null)
            Write(_text, PipelineName);
    }

    private void Write(ShrinkerTraceText text, string source)
    {
        if (text.Tally.Events == 0)
        {
            cmdlet.WriteError(ShrinkerErrors.NoEvents(source, text.HasOtherForm));
            return;
        }

        write(new ShrinkerActivityBuilder
        {
            Trace = text.Trace,
            // Cgroups of another machine or day: only the root is known.
            CgroupPath = id => id == 1 ? "/" : null,
            ByNode = byNode,
            ByCgroup = byCgroup,
            LostEvents = text.LostEvents,
            Source = source,
        }.Build());
    }
}
