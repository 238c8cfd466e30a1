using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads how much time was lost because memory was short, or waits until much is.</summary>
[Cmdlet(VerbsCommon.Get, "MemoryPressure", DefaultParameterSetName = ReadSet)]
[OutputType(typeof(MemoryPressure))]
public sealed class GetMemoryPressureCommand : SystemRootCommand
{
    private const string ReadSet = "Read";
    private const string WaitSet = "Wait";

    /// <summary>Cgroups instead of the whole machine.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UnifiedCgroupCompleter))]
    public string[]? CgroupPath { get; set; }

    /// <summary>Waits until the kernel says that so much time is lost.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WaitSet)]
    public PressureKind WaitFor { get; set; }

    /// <summary>Percent of the window that must be lost.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [ValidateRange(0.001, 100.0)]
    public double Threshold { get; set; } = 10;

    /// <summary>The time in which it must be lost.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [Duration(Minimum = 0.05, Maximum = 10)]
    public TimeSpan Window { get; set; } = PressureTrigger.UnprivilegedWindow;

    /// <summary>How long to wait at most; for ever without it.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    private protected override void Read(SystemRoot root)
    {
        if (ParameterSetName == WaitSet && !root.IsLive)
        {
            WriteError(PressureErrors.NeedsLive(root.Path));
            return;
        }

        List<PressureFile> files = Files(root);
        if (ParameterSetName == WaitSet)
            new PressureWaiting(this, WaitFor, Threshold, Window).Run(files, Timeout, (file, waited) => Write(root, file, WaitFor, waited));
        else
            files.ForEach(file => Write(root, file));
    }

    private List<PressureFile> Files(SystemRoot root)
    {
        if (CgroupPath is null)
            return [new PressureFile(PressureInfo.Path, null)];

        var files = new List<PressureFile>();
        foreach (string path in CgroupPath)
        {
            if (CgroupPressure.FileOf(root, path, out string cgroup, out bool exists) is { } file && exists)
                files.Add(new PressureFile(file, cgroup));
            else if (CgroupHierarchy.FindUnified(root) is null)
                WriteError(PressureErrors.NotSupported(path));
            else
                WriteError(CgroupErrors.NotFound(path));
        }

        return files;
    }

    private void Write(SystemRoot root, PressureFile file, PressureKind? triggered = null, TimeSpan? waited = null)
    {
        SystemReading<MemoryPressure> reading = PressureInfo.Read(root, file.Path, file.Cgroup);
        // The kernel has no such file, or one that cannot be read, when it does not measure.
        if (file.Cgroup is not null && !root.Exists(System.IO.Path.GetDirectoryName(file.Path)!))
            WriteError(CgroupErrors.NotFound(file.Cgroup));
        else if (reading.Status is SystemFileStatus.Missing or SystemFileStatus.Failed && root.IsLive)
            WriteError(PressureErrors.NotSupported(file.Path));
        else if (ValueOf(root, reading) is { } pressure)
            WriteObject(root.IsLive ? PressureInfo.At(pressure, DateTime.UtcNow, triggered, waited) : pressure);
    }
}
