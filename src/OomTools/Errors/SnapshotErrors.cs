using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Procfs;

namespace OomTools.Errors;

/// <summary>Errors of snapshots: one id each, which about_OomTools_Errors lists.</summary>
internal static class SnapshotErrors
{
    /// <summary>Whether nothing at all could be read.</summary>
    public static bool IsEmpty(MemorySnapshot snapshot) =>
        snapshot.MemInfo is null && snapshot.Counters.Length == 0 && snapshot.Zones.Length == 0 && snapshot.Slabs.Length == 0 && snapshot.Processes.Length == 0;

    /// <summary>Nothing under the root.</summary>
    public static ErrorRecord Empty(SystemRoot root) => Create(
        "SnapshotEmpty", ErrorCategory.ObjectNotFound, root.Path, new InvalidDataException(
            $"There is nothing about memory under '{Safe(root.Path)}': neither proc/meminfo nor any of the other files of the kernel. -Root names the directory that holds the captured proc and sys."));

    /// <summary>Not one or two snapshots.</summary>
    public static ErrorRecord NotTwo(int count) => Create(
        "SnapshotCountWrong", ErrorCategory.InvalidArgument, count, new ArgumentException(
            $"{count} snapshots came; it takes two, the earlier first, or one to compare with the running machine."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
