namespace OomTools.Logs;

/// <summary>A log to read: a file, the parts of one, or a folder of journal files.</summary>
internal abstract record LogSource(string Path)
{
    /// <summary>Opens the log as text.</summary>
    public abstract Stream Open();

    /// <summary>A time shortly after the log's last line.</summary>
    public DateTime ReferenceTime => File.Exists(Path) ? File.GetLastWriteTimeUtc(Path) : DateTime.MaxValue;
}

/// <summary>A log file, compressed or not.</summary>
internal sealed record LogFileSource(string Path) : LogSource(Path)
{
    /// <inheritdoc/>
    public override Stream Open() => LogFile.Open(Path);
}

/// <summary>Journal files of a captured machine.</summary>
internal sealed record JournalFolderSource(string Path) : LogSource(Path)
{
    /// <inheritdoc/>
    public override Stream Open() => KernelJournal.OpenFolder(Path);
}

/// <summary>The parts of a log that the kernel left in persistent storage when it crashed.</summary>
internal sealed record PstoreSource(string Path, string[] Parts) : LogSource(Path)
{
    /// <inheritdoc/>
    public override Stream Open() => PstoreParts.Join(Parts);
}
