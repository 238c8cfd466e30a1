namespace OomTools.Procfs;

/// <summary>What a kernel file said, or why it said nothing.</summary>
internal sealed class SystemReading<T>
    where T : class
{
    private SystemReading(T? value, SystemFileStatus status, string path, string? error)
    {
        Value = value;
        Status = status;
        Path = path;
        Error = error;
    }

    /// <summary>What was read; null unless <see cref="Status"/> is <see cref="SystemFileStatus.Ok"/>.</summary>
    public T? Value { get; }

    /// <summary>Whether it could be read.</summary>
    public SystemFileStatus Status { get; }

    /// <summary>The file, as the kernel names it (<c>/proc/slabinfo</c>), whatever the root.</summary>
    public string Path { get; }

    /// <summary>The operating system's words when it could not be read.</summary>
    public string? Error { get; }

    public static SystemReading<T> Of(SystemFile file, T? value) => value is not null
        ? new(value, SystemFileStatus.Ok, file.Path, null)
        : Failure(file, file.Status == SystemFileStatus.Ok ? SystemFileStatus.Unrecognized : file.Status);

    public static SystemReading<T> Failure(SystemFile file, SystemFileStatus status) =>
        new(null, status, file.Path, file.Error);

    public static SystemReading<T> Ok(string path, T value) => new(value, SystemFileStatus.Ok, path, null);

    public static SystemReading<T> Failure(string path, SystemFileStatus status, string? error = null) =>
        new(null, status, path, error);
}
