using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;
using OomTools.Text;

namespace OomTools.Commands;

/// <summary>Makes the OOM killer choose a process sooner or later than others, or never.</summary>
// No default set: its properties would be bound before the process itself.
[Cmdlet(VerbsCommon.Set, "OomScoreAdjustment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(OomScoreChange))]
public sealed class SetOomScoreAdjustmentCommand : RemedyCommand
{
    private const string IdSet = "Id";
    private const string ProcessSet = "Process";

    // What .NET calls the start of a process is computed from two clocks, and those of a machine are set now and then.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Processes.</summary>
    // No position: the number behind a pipeline is the bias, and must never be taken for a process.
    [Parameter(Mandatory = true, ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Pid", "ProcessId")]
    [ValidateRange(1, int.MaxValue)]
    public int[] Id { get; set; } = [];

    /// <summary>The bias, -1000 to 1000.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(-1000, 1000)]
    public int Adjustment { get; set; }

    /// <summary>When the process that is meant started.</summary>
    [Parameter(ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    public DateTime? StartTime { get; set; }

    /// <summary>A process, as Get-Process gives it.</summary>
    // By value: the properties of one that has ended throw, and what binds by property would end the pipeline for all others.
    [Parameter(Mandatory = true, ParameterSetName = ProcessSet, ValueFromPipeline = true)]
    public Process? InputObject { get; set; }

    private protected override void Read(SystemRoot root)
    {
        if (InputObject is { } process)
            SetIfMeant(root, process);
        else
            Array.ForEach(Id, id => SetIfMeant(root, id, StartTime, null));
    }

    private void SetIfMeant(SystemRoot root, Process process)
    {
        string? name;
        DateTime start;
        try
        {
            // Kept from when the process was listed. The start is read only when it is first asked for, of whoever has the number then.
            name = process.ProcessName;
            start = process.StartTime;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            WriteError(RemedyErrors.ProcessNotFound(process.Id));
            return;
        }

        SetIfMeant(root, process.Id, start, name);
    }

    private void SetIfMeant(SystemRoot root, int id, DateTime? start, string? wanted)
    {
        using var process = ProcessFolder.Open(root, id);
        if (process?.Name is not { } name)
            WriteError(RemedyErrors.ProcessNotFound(id));
        else if (!IsStart(root, process, start) || !IsName(wanted, name))
            WriteError(RemedyErrors.ProcessReplaced(id, name));
        else
            Set(root, process, id, name);
    }

    private void Set(SystemRoot root, ProcessFolder process, int id, string name)
    {
        string who = string.Create(CultureInfo.InvariantCulture, $"process {id} ({SafeText.Clean(name)})");
        string immune = Adjustment == -1000 ? " It will never be killed, whatever it takes; others are killed in its place." : "";
        int? before = process.Number("oom_score_adj");
        string change = string.Create(CultureInfo.InvariantCulture, $"oom_score_adj of {who} from {before} to {Adjustment}");
        if (!ShouldProcess($"Setting {change}.", $"Set {change}?{immune}", "Set-OomScoreAdjustment"))
            return;

        // The directory was opened before the question: if the process ended while it was asked, this reaches nobody.
        int? scoreBefore = process.Number("oom_score");
        DateTime time = DateTime.UtcNow;
        KnobResult result = process.Write("oom_score_adj", Adjustment.ToString(CultureInfo.InvariantCulture), Force);
        if (result.Status != KnobStatus.Ok)
        {
            WriteError(ErrorOf(root, result, id, name));
            return;
        }

        WriteObject(new OomScoreChange
        {
            Pid = id,
            Name = name,
            Before = before,
            After = process.Number("oom_score_adj"),
            ScoreBefore = scoreBefore,
            ScoreAfter = process.Number("oom_score"),
            StartTime = StartOf(root, process),
            Time = time,
        });
    }

    private static bool IsStart(SystemRoot root, ProcessFolder process, DateTime? wanted) =>
        wanted is not { } meant || (StartOf(root, process) is { } start && (start - meant.ToUniversalTime()).Duration() <= s_tolerance);

    // The kernel keeps 15 bytes of a name; .NET takes the rest of a longer one from the command line.
    private static bool IsName(string? wanted, string name) => wanted is null || wanted.StartsWith(name.TrimEnd('\ufffd'), StringComparison.Ordinal);

    private static DateTime? StartOf(SystemRoot root, ProcessFolder process) => ProcessStat.At(root, process.StartSeconds);

    private static ErrorRecord ErrorOf(SystemRoot root, KnobResult result, int id, string name) => result.Status switch
    {
        KnobStatus.Missing => RemedyErrors.ProcessNotFound(id),
        KnobStatus.PermissionDenied => RemedyErrors.OomScoreDenied(id, name),
        _ => RemedyErrors.Of(root, FormattableString.Invariant($"/proc/{id}/oom_score_adj"), result),
    };
}
