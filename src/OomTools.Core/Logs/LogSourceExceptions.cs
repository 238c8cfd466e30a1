namespace OomTools.Logs;

/// <summary>A program of the system that reading a log needs is not there.</summary>
internal sealed class ProgramMissingException(string program, string purpose)
    : IOException($"{purpose} needs the program '{program}', which was not found. Install it, or prepare the log in another way.")
{
    /// <summary>The program's name.</summary>
    public string Program { get; } = program;
}

/// <summary>A compressed log is damaged. What was read before is whole.</summary>
internal sealed class CorruptLogException(string path, string reason, Exception? inner = null)
    : IOException($"'{path}' is damaged: {reason}", inner)
{
    public string Path { get; } = path;
}

/// <summary>The journal cannot be read as asked for: no such boot, no permission, no journal.</summary>
internal sealed class JournalException(string message) : IOException(message);
