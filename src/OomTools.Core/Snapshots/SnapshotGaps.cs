using OomTools.Procfs;

namespace OomTools.Snapshots;

/// <summary>Collects what a snapshot lacks.</summary>
internal sealed class SnapshotGaps(SystemRoot root)
{
    private readonly List<SnapshotGap> _gaps = [];

    /// <summary>What a file said; without it the reason is kept.</summary>
    public T? ValueOf<T>(string part, SystemReading<T> reading)
        where T : class
    {
        if (reading.Value is null)
            Add(part, reading.Path, reading.Status, Reason(reading.Status) ?? reading.Error ?? "reading failed");
        return reading.Value;
    }

    public void Add(string part, string path, SystemFileStatus status, string reason) =>
        _gaps.Add(new SnapshotGap { Part = part, Path = path, Status = status, Reason = reason });

    public SnapshotGap[] ToArray() => [.. _gaps];

    private string? Reason(SystemFileStatus status) => status switch
    {
        SystemFileStatus.Missing => root.IsLive ? "this kernel has no such file" : "not captured",
        SystemFileStatus.PermissionDenied => "this user may not read it",
        SystemFileStatus.Unrecognized => "it does not contain what its name says",
        SystemFileStatus.TooLarge => "it is larger than any file of its kind",
        _ => null,
    };
}
