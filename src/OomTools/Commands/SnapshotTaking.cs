using OomTools.Procfs;
using OomTools.Snapshots;

namespace OomTools.Commands;

/// <summary>Takes a snapshot for a cmdlet, and says what of it needs another user.</summary>
internal static class SnapshotTaking
{
    /// <summary>Processes that are kept one by one; all are kept by name.</summary>
    public const int DefaultProcesses = 100;

    /// <summary>The snapshot; null when it was stopped or nothing could be read.</summary>
    public static MemorySnapshot? Take(OomCommand cmdlet, SystemRoot root, int processes)
    {
        try
        {
            MemorySnapshot snapshot = new SnapshotReader(root, processes, cmdlet.Stopped).Read(DateTime.UtcNow);
            foreach (SnapshotGap gap in snapshot.Missing)
                cmdlet.WriteVerbose($"Not read: {gap}.");
            SnapshotGap[] denied = Array.FindAll(snapshot.Missing, gap => gap.Status == SystemFileStatus.PermissionDenied);
            if (denied.Length > 0)
                cmdlet.WriteWarning($"This user may not read {string.Join(", ", denied.Select(gap => gap.Path))}: the snapshot lacks {string.Join(", ", denied.Select(gap => gap.Part))}. Run as root to have all.");
            return snapshot;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
