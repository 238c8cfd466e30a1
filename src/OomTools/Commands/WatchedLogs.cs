using OomTools.Errors;
using OomTools.Logs;
using OomTools.Oom;

namespace OomTools.Commands;

/// <summary>Opens the logs that a cmdlet follows; what cannot be followed becomes one error record.</summary>
internal sealed class WatchedLogs(OomCommand cmdlet, OomReportFilter? filter, bool includeExisting, Action<FollowedLog> follow)
{
    /// <summary>Source of reports that come from the ring buffer of the running kernel.</summary>
    public const string KernelSource = "kmsg";

    /// <summary>How a log is read.</summary>
    public OomLogOptions Options(string? source) => new() { Source = source, ReferenceTime = DateTime.MaxValue, Filter = filter };

    /// <summary>Follows the running kernel.</summary>
    public void FollowKernel()
    {
        if (OperatingSystem.IsLinux())
            Follow(KernelRingBuffer.DefaultPath, () => new FollowedKernelLog(Options(KernelSource), includeExisting, TimeProvider.System));
        else
            cmdlet.WriteError(LogErrors.LiveSourceNeedsLinux());
    }

    /// <summary>Follows files, or the ring buffer where that is the only one; nothing where there are none.</summary>
    public void Follow(List<string> files)
    {
        if (files is [KernelRingBuffer.DefaultPath])
        {
            FollowKernel();
            return;
        }

        if (files.Remove(KernelRingBuffer.DefaultPath))
            cmdlet.WriteError(WatchErrors.KernelLogAmongFiles(KernelRingBuffer.DefaultPath));
        if (files.Count > 0)
            Follow(files[0], () => new FollowedFiles(files, Options(null), includeExisting, (path, e) => cmdlet.WriteError(LogErrors.Of(path, e))));
    }

    private void Follow(string path, Func<FollowedLog> open)
    {
        try
        {
            using FollowedLog log = open();
            follow(log);
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            cmdlet.WriteError(path == KernelRingBuffer.DefaultPath && e is UnauthorizedAccessException
                ? WatchErrors.KernelLogAccessDenied(path)
                : LogErrors.Of(path, e));
        }
    }
}
