using OomTools.Cursor;
using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Logs;

namespace OomTools.Commands;

/// <summary>Reads what is new in logs since the last run that held the same cursor.</summary>
internal sealed class CursorReading : IDisposable
{
    private readonly OomCommand _cmdlet;
    private readonly OomReportFilter? _filter;
    private readonly Action<OomReport> _write;
    private readonly CursorFile _file;
    private readonly string _path;

    private CursorReading(OomCommand cmdlet, string path, CursorFile file, OomReportFilter? filter, Action<OomReport> write)
    {
        (_cmdlet, _path, _file, _filter, _write) = (cmdlet, path, file, filter, write);
        _cmdlet.WriteVerbose(Cursor.Written is DateTime last
            ? $"The last run was at {DateTimeText(last)}."
            : "There is no cursor yet: everything is new.");
    }

    private LogCursor Cursor => _file.Cursor;

    /// <summary>Takes hold of a cursor; null after an error record.</summary>
    public static CursorReading? Open(OomCommand cmdlet, string path, OomReportFilter? filter, Action<OomReport> write)
    {
        try
        {
            return new CursorReading(cmdlet, path, CursorFile.Open(path, CursorFile.Patience, cmdlet.Stopped), filter, write);
        }
        catch (Exception e) when (e is TimeoutException || LogErrors.IsReadFailure(e))
        {
            cmdlet.WriteError(CursorErrors.Of(path, e));
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Reads what is new in a file.</summary>
    public void ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            _cmdlet.WriteError(LogErrors.IsDirectory(path));
            return;
        }

        if (path == KernelRingBuffer.DefaultPath)
        {
            ReadLive();
            return;
        }

        Try(path, () =>
        {
            ReadingPlan plan = ReadingPlan.For(path, Cursor);
            foreach (LogSegment segment in plan.Segments)
                _cmdlet.WriteVerbose($"Reading '{OomView.Text(segment.Path)}' from byte {segment.From?.Offset ?? 0}.");
            if (plan.IsPartLost)
                _cmdlet.WriteWarning($"'{OomView.Text(path)}' was rotated since the last run, and what it became is not beside it any more: what was written to it in between cannot be read.");
            using var log = new ResumedLog(plan, Options(path) with { ReferenceTime = File.GetLastWriteTimeUtc(path) }, Watch, TimeProvider.System);
            while (log.Read(_cmdlet.Stopped) is { } report)
                _write(report);
            log.Commit(Cursor);
        });
    }

    /// <summary>Reads what is new in the journal; the first time that of one boot.</summary>
    public void ReadJournal(string boot)
    {
        if (OperatingSystem.IsLinux())
            Try("journal", () => ReadJournal(() => Cursor.Journal is { } from ? KernelJournal.OpenAfter(from.Cursor) : KernelJournal.OpenNamed(boot)));
        else
            _cmdlet.WriteError(LogErrors.LiveSourceNeedsLinux());
    }

    /// <summary>Reads what is new in the log of this machine.</summary>
    public void ReadLive()
    {
        if (!OperatingSystem.IsLinux())
            _cmdlet.WriteError(LogErrors.LiveSourceNeedsLinux());
        else if (Cursor.Kernel is null && Cursor.Journal is not null)
            ReadJournal("0");
        else
            Try(KernelRingBuffer.DefaultPath, ReadRingBufferOrJournal);
    }

    /// <summary>Everything was given: the next run goes on from here.</summary>
    public void Save()
    {
        try
        {
            _file.Save(DateTime.UtcNow);
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            _cmdlet.WriteError(CursorErrors.WriteFailed(_path, e));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Who may not read the ring buffer may perhaps read the journal.</summary>
    private void ReadRingBufferOrJournal()
    {
        ResumedRingBuffer log;
        try
        {
            log = new ResumedRingBuffer(Options("kmsg"), Cursor.Kernel, TimeProvider.System);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException)
        {
            if (Cursor.Kernel is null && TryReadJournal())
                return;
            throw;
        }

        using (log)
            ReadRingBuffer(log);
    }

    private bool TryReadJournal()
    {
        try
        {
            ReadJournal(() => KernelJournal.OpenNamed());
        }
        catch (IOException e)
        {
            _cmdlet.WriteVerbose(OomView.Text(e.Message));
        }

        return Cursor.Journal is not null;
    }

    private void ReadRingBuffer(ResumedRingBuffer log)
    {
        if (log.IsOtherBoot)
            ReadEarlierBoots(Cursor.Kernel!);
        if (log.MissedCount > 0)
            _cmdlet.WriteWarning($"The kernel's ring buffer has overwritten {log.MissedCount} records since the last run. Run more often, enlarge the buffer (log_buf_len), or read the journal (-Journal).");
        else if (log.HasLostBeginning && (Cursor.Kernel is null || log.IsOtherBoot))
            _cmdlet.WriteWarning("The beginning of this boot's log is lost: the ring buffer was too small. -Journal reads it where the journal has it.");
        while (log.Read(_cmdlet.Stopped) is { } report)
            _write(report);
        Cursor.Kernel = log.Position;
        Cursor.Journal = null;
    }

    /// <summary>What the kernel printed between the last run and this boot is in the journal, if anywhere.</summary>
    private void ReadEarlierBoots(KernelPosition last)
    {
        DateTime boot = KernelRingBuffer.BootTime(TimeProvider.System);
        try
        {
            using var journal = WatchedStream.Open(() => KernelJournal.OpenSince(last.ReadAt.AddMinutes(-1)), "journal", _cmdlet, _cmdlet.Stopped);
            using var reader = new OomLogReader(journal, Options("journal"));
            while (reader.Read(_cmdlet.Stopped) is { } report)
            {
                if (report.Time < boot && !last.WasGiven(report))
                    _write(report);
            }
        }
        catch (IOException e)
        {
            _cmdlet.WriteWarning($"This machine has booted since the last run, and what its kernel printed before that cannot be read from the journal: {OomView.Text(e.Message)}");
        }
    }

    private void ReadJournal(Func<Stream> open)
    {
        using var log = new ResumedJournal(Watch(open, "journal"), Options("journal"), Cursor.Journal, TimeProvider.System);
        while (log.Read(_cmdlet.Stopped) is { } report)
            _write(report);
        Cursor.Journal = log.Position;
        Cursor.Kernel = null;
    }

    private WatchedStream Watch(Func<Stream> open, string name) => WatchedStream.Open(open, name, _cmdlet, _cmdlet.Stopped);

    private OomLogOptions Options(string source) => new() { Source = source, ReferenceTime = DateTime.UtcNow, Filter = _filter };

    private void Try(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            _cmdlet.WriteError(LogErrors.Of(path, e));
        }
    }

    private static string DateTimeText(DateTime time) => time.ToString("u", System.Globalization.CultureInfo.InvariantCulture);
}
