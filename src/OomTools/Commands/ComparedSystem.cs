using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Snapshots;

namespace OomTools.Commands;

/// <summary>The system that reports are compared with: the running machine, or a captured one.</summary>
internal sealed class ComparedSystem
{
    private readonly OomCommand _cmdlet;
    private readonly SystemRoot _root;
    private readonly SystemAmounts _amounts;

    private ComparedSystem(OomCommand cmdlet, SystemRoot root) => (_cmdlet, _root, _amounts) = (cmdlet, root, new SystemAmounts(root));

    /// <inheritdoc cref="SystemAmounts.IsSlabWhole"/>
    public bool IsSlabWhole => _amounts.IsSlabWhole;

    /// <summary>Opens it; null after an error record.</summary>
    public static ComparedSystem? Open(OomCommand cmdlet, string? path)
    {
        if (path is not null && PathResolution.Directory(cmdlet, path) is { } directory)
            return new ComparedSystem(cmdlet, new SystemRoot(directory));
        if (path is null && OperatingSystem.IsLinux())
            return new ComparedSystem(cmdlet, new SystemRoot());
        cmdlet.WriteError(path is null ? SystemErrors.LiveSourceNeedsLinux() : SystemErrors.RootNotFound(path));
        return null;
    }

    /// <summary>Adds what it has, as a machine or of one cgroup; false after an error record.</summary>
    public bool Add(AmountSet amounts, string? cgroup)
    {
        if (cgroup is null)
        {
            SystemReading<MemInfo> machine = _amounts.AddMachine(amounts, _cmdlet.Stopped);
            if (machine.Value is null)
                _cmdlet.WriteError(SystemErrors.Of(_root, machine.Path, machine.Status, machine.Error));
            return machine.Value is not null;
        }

        SystemReading<CgroupMemory> reading = _amounts.AddCgroup(amounts, cgroup, _cmdlet.Stopped);
        if (reading.Value is null)
            _cmdlet.WriteError(reading.Status == SystemFileStatus.Missing ? CgroupErrors.Gone(cgroup) : SystemErrors.Of(_root, reading.Path, reading.Status, reading.Error));
        return reading.Value is not null;
    }
}
