namespace OomTools.Tracing;

/// <summary>The kernel could not be traced.</summary>
internal sealed class TraceException(TraceFailure failure, string path, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Why.</summary>
    public TraceFailure Failure { get; } = failure;

    /// <summary>The file or directory of tracefs that was to be used.</summary>
    public string Path { get; } = path;

    /// <summary>What an exception of the file system means here.</summary>
    public static TraceException Of(string path, Exception error) => error switch
    {
        TraceException own => own,
        UnauthorizedAccessException => new(TraceFailure.AccessDenied, path, error.Message, error),
        FileNotFoundException or DirectoryNotFoundException => new(TraceFailure.NotSupported, path, error.Message, error),
        _ => new(TraceFailure.Failed, path, error.Message, error),
    };
}
