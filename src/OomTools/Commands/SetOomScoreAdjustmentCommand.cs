using System.Globalization;
using System.Management.Automation;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;
using OomTools.Text;

namespace OomTools.Commands;

/// <summary>Makes the OOM killer choose a process sooner or later than others, or never.</summary>
[Cmdlet(VerbsCommon.Set, "OomScoreAdjustment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(OomScoreChange))]
public sealed class SetOomScoreAdjustmentCommand : RemedyCommand
{
    // What .NET calls the start of a process is computed from two clocks, and those of a machine are set now and then.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Processes.</summary>
    // No position: the number behind a pipeline is the bias, and must never be taken for a process.
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Pid", "ProcessId")]
    [ValidateRange(1, int.MaxValue)]
    public int[] Id { get; set; } = [];

    /// <summary>The bias, -1000 to 1000.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(-1000, 1000)]
    public int Adjustment { get; set; }

    /// <summary>When the process that is meant started.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTime? StartTime { get; set; }

    private protected override void Read(SystemRoot root)
    {
        foreach (int id in Id)
        {
            using var process = ProcessFolder.Open(root, id);
            if (process?.Name is not { } name)
                WriteError(RemedyErrors.ProcessNotFound(id));
            else if (!IsMeant(root, process))
                WriteError(RemedyErrors.ProcessReplaced(id, name));
            else
                Set(root, process, id, name);
        }
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

    private bool IsMeant(SystemRoot root, ProcessFolder process) =>
        StartTime is not { } meant || (StartOf(root, process) is { } start && (start - meant.ToUniversalTime()).Duration() <= s_tolerance);

    private static DateTime? StartOf(SystemRoot root, ProcessFolder process) => ProcessStat.At(root, process.StartSeconds);

    private static ErrorRecord ErrorOf(SystemRoot root, KnobResult result, int id, string name) => result.Status switch
    {
        KnobStatus.Missing => RemedyErrors.ProcessNotFound(id),
        KnobStatus.PermissionDenied => RemedyErrors.OomScoreDenied(id, name),
        _ => RemedyErrors.Of(root, FormattableString.Invariant($"/proc/{id}/oom_score_adj"), result),
    };
}
