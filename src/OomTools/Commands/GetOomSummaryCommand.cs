using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Serialization;

namespace OomTools.Commands;

/// <summary>Puts reports together to incidents.</summary>
[Cmdlet(VerbsCommon.Get, "OomSummary", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(OomSummary))]
public sealed class GetOomSummaryCommand : ReportReadingCommand
{
    private readonly OtherKills _others = new();
    private ReportSummarizer? _summarizer;

    /// <summary>Silence that ends an incident.</summary>
    [Parameter]
    [Duration(Maximum = 3_660 * 86_400.0)]
    public TimeSpan Gap { get; set; } = SummaryOptions.DefaultGap;

    /// <summary>Reports of an incident that are kept.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int Sample { get; set; } = 12;

    /// <summary>Also asks the kernel's own counters of kills.</summary>
    [Parameter]
    public SwitchParameter WithLive { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _summarizer = new ReportSummarizer(new SummaryOptions { Gap = Gap, Samples = Sample });
    }

    private protected override void Take(OomReport report)
    {
        if (WithLive)
            _others.Add(report);
        _summarizer!.Accept(report, DateTime.UtcNow);
    }

    private protected override bool TryTake(PSObject input)
    {
        if (ReportInput.Report(input, out ErrorRecord? error) is { } report)
        {
            if (Admits(report))
                Take(report);
        }
        else if (error is null && ReportInput.Suppression(input, out error) is { } held)
        {
            _summarizer!.Accept(held, DateTime.UtcNow);
        }
        else if (error is not null)
        {
            WriteError(error);
        }
        else
        {
            return false;
        }

        return true;
    }

    private protected override void Finish()
    {
        if (Stopped.IsCancellationRequested)
            return;
        OomSummary[] summaries = _summarizer!.ToSummaries();
        if (WithLive && CreateFilter() is not null)
            WriteWarning("The kernel counts all its kills: what a filter leaves of a log is not compared with that.");
        else if (WithLive)
            AddKernelKills(summaries);
        WriteObject(summaries, true);
    }

    private void AddKernelKills(OomSummary[] summaries)
    {
        if (KernelRoot() is not { } root)
            return;
        SystemReading<VmCounter[]> counters = VmStat.Read(root);
        if (counters.Value is null)
            WriteError(SystemErrors.Of(root, counters.Path, counters.Status, counters.Error));
        // Since 4.13; without it there is nothing to compare with.
        long? kills = Array.Find(counters.Value ?? [], counter => counter.Name == "oom_kill")?.Value;
        if (counters.Value is not null && kills is null)
            WriteWarning("This kernel does not count its kills (oom_kill of /proc/vmstat, since 4.13): whether the log shows all of them is not known.");
        else if (kills > 0 && Array.TrueForAll(summaries, summary => summary.VictimCount == 0))
            WriteWarning($"The kernel counts {kills} {(kills == 1 ? "kill" : "kills")} since boot, and the log shows none.");
        KernelKills.Compare(summaries, kills, path => CgroupFiles.Read(root, path).Value?.OomKills, root.BootTime, _others);
    }

    /// <summary>The captured system that was read, or this machine; null after an error.</summary>
    private SystemRoot? KernelRoot()
    {
        if (Root.Length > 0)
            return PathResolution.Directory(this, Root) is { } directory ? new SystemRoot(directory) : null;
        if (OperatingSystem.IsLinux())
            return new SystemRoot();
        WriteError(SystemErrors.LiveSourceNeedsLinux());
        return null;
    }
}
