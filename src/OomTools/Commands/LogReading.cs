using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Logs;
using OomTools.Text;

namespace OomTools.Commands;

/// <summary>Reads logs for a cmdlet: reports go out as they are found, what goes wrong becomes one error record a log.</summary>
internal sealed class LogReading(OomCommand cmdlet, OomReportFilter? filter, Action<OomReport> write)
{
    private const string RingBufferName = "kmsg";

    private const string JournalName = "journal";

    /// <summary>Reads a file.</summary>
    public void ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            cmdlet.WriteError(LogErrors.IsDirectory(path));
            return;
        }

        cmdlet.WriteVerbose($"Reading '{OomView.Text(path)}'.");
        // A plain read of the ring buffer would wait at its end for ever.
        Read(path, path == KernelRingBuffer.DefaultPath ? () => new KernelRingBuffer(path) : () => LogFile.Open(path), OptionsFor(path));
    }

    /// <summary>How a file is read.</summary>
    public OomLogOptions OptionsFor(string path) => new()
    {
        Source = path,
        ReferenceTime = ModificationTime(path),
        BootTime = path == KernelRingBuffer.DefaultPath ? KernelRingBuffer.BootTime(TimeProvider.System) : null,
        Filter = filter,
    };

    /// <summary>Reads the journal of one boot.</summary>
    public void ReadJournal(string boot)
    {
        if (!IsOnLinux())
            return;

        bool isEmpty = false;
        Read(
            JournalName,
            () =>
            {
                Stream journal = KernelJournal.Open(boot);
                Stream log = Peek(journal);
                isEmpty = log == Stream.Null;
                if (isEmpty)
                    journal.Dispose();
                return log;
            },
            Options(JournalName));

        // "No OOM" and "nothing may be seen" must not look the same.
        if (isEmpty)
            cmdlet.WriteWarning($"The journal shows this user no kernel message of boot {OomView.Text(boot)}: it keeps none, or root or the group systemd-journal is needed.");
    }

    /// <summary>Reads the logs of a captured system.</summary>
    public void ReadRoot(string root)
    {
        if (!Directory.Exists(root))
        {
            cmdlet.WriteError(LogErrors.RootNotFound(root));
            return;
        }

        IReadOnlyList<LogSource> logs = LogRoot.Find(root);
        if (logs.Count == 0)
            cmdlet.WriteError(LogErrors.RootHasNoLog(root));
        foreach (LogSource log in logs)
        {
            cmdlet.WriteVerbose($"Reading '{OomView.Text(log.Path)}'.");
            Read(log.Path, log.Open, new OomLogOptions { Source = log.Path, ReferenceTime = log.ReferenceTime, Filter = filter });
        }
    }

    /// <summary>Reads the log of this boot, where it is most complete.</summary>
    public void ReadLive()
    {
        if (!IsOnLinux())
            return;

        Stream? log;
        string source = RingBufferName;
        string reason = "";
        try
        {
            log = OpenRingBuffer(out bool isWhole);
            if (!isWhole && OpenJournal(out reason) is Stream journal)
            {
                log?.Dispose();
                (log, source) = (journal, JournalName);
                cmdlet.WriteVerbose("The ring buffer has lost the beginning of this boot, or may not be read; reading the journal of this boot.");
            }
            else if (!isWhole && log is not null)
            {
                cmdlet.WriteWarning($"The beginning of this boot's log is lost: the ring buffer was too small, and the journal cannot be read ({reason}).");
            }
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            cmdlet.WriteError(LogErrors.Of(KernelRingBuffer.DefaultPath, e));
            return;
        }

        if (log is null)
            cmdlet.WriteError(LogErrors.KernelLogAccessDenied(KernelRingBuffer.DefaultPath));
        else
            Read(source, () => log, Options(source) with { BootTime = KernelRingBuffer.BootTime(TimeProvider.System) });
    }

    private OomLogOptions Options(string source) => new() { Source = source, ReferenceTime = DateTime.UtcNow, Filter = filter };

    private void Read(string name, Func<Stream> open, OomLogOptions options)
    {
        try
        {
            using var stream = WatchedStream.Open(open, name, cmdlet, cmdlet.Stopped);
            using var reader = new OomLogReader(stream, options);
            while (reader.Read(cmdlet.Stopped) is OomReport report)
                write(report);
            stream.Complete();
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            cmdlet.WriteError(LogErrors.Of(name, e));
        }
    }

    /// <summary>Null when it may not be read or there is none.</summary>
    private Stream? OpenRingBuffer(out bool isWhole)
    {
        isWhole = false;
        try
        {
            var buffer = new KernelRingBuffer();
            Stream log = Peek(buffer);
            isWhole = !buffer.HasLostBeginning || ReachesBackTo(filter?.After, buffer);
            if (buffer.OldestUptime is TimeSpan oldest)
                cmdlet.WriteVerbose($"The ring buffer reaches back to {DurationText.Format(oldest)} after boot.");
            return log;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException)
        {
            cmdlet.WriteVerbose(e.Message);
            return null;
        }
    }

    /// <summary>Whether all that is wanted is there, although the boot's first records are not.</summary>
    private static bool ReachesBackTo(DateTime? time, KernelRingBuffer buffer) =>
        time is not null && buffer.OldestUptime is { } oldest && KernelRingBuffer.BootTime(TimeProvider.System) + oldest < time;

    /// <summary>Null when there is no journal or it holds nothing of this boot that this user may see.</summary>
    private Stream? OpenJournal(out string reason)
    {
        reason = "it holds nothing of this boot that this user may see";
        Stream? journal = null;
        try
        {
            journal = WatchedStream.Open(() => KernelJournal.Open(), JournalName, cmdlet, cmdlet.Stopped);
            Stream log = Peek(journal);
            if (log != Stream.Null)
                return log;
        }
        catch (IOException e)
        {
            reason = OomView.Text(e.Message);
        }

        journal?.Dispose();
        return null;
    }

    /// <summary>The stream, its first bytes read; <see cref="Stream.Null"/> when there are none.</summary>
    private static Stream Peek(Stream stream)
    {
        byte[] head = new byte[1];
        int length = stream.Read(head);
        return length == 0 ? Stream.Null : new PeekedStream(head, length, stream);
    }

    private bool IsOnLinux()
    {
        if (!OperatingSystem.IsLinux())
            cmdlet.WriteError(LogErrors.LiveSourceNeedsLinux());
        return OperatingSystem.IsLinux();
    }

    private static DateTime ModificationTime(string path)
    {
        DateTime time = File.GetLastWriteTimeUtc(path);
        // What has no time (a pipe, a file of /proc) was written now.
        return time.Year < 1990 ? DateTime.UtcNow : time;
    }
}
