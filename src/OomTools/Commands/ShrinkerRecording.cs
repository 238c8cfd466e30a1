using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Tracing;

namespace OomTools.Commands;

/// <summary>Measures shrinkers of the running kernel for a cmdlet. However that ends, nothing is left recording.</summary>
internal sealed class ShrinkerRecording(OomCommand cmdlet, ShrinkerMeasurementOptions options, bool byNode, bool byCgroup, Action<ShrinkerActivity[]> write)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures while the script runs, or for so long.</summary>
    public void Run(TimeSpan duration, ScriptBlock? script)
    {
        if (!OperatingSystem.IsLinux())
        {
            cmdlet.WriteError(SystemErrors.LiveSourceNeedsLinux());
            return;
        }

        ShrinkerActivity[] activities;
        ShrinkerMeasurement? measurement = null;
        try
        {
            measurement = ShrinkerMeasurement.Start(options);
            Tell(measurement);
            if (script is null)
                Wait(duration);
            else
                Invoke(script);
            activities = measurement.End(new SystemRoot(), byNode, byCgroup);
        }
        catch (TraceException error)
        {
            cmdlet.WriteError(ShrinkerErrors.Of(error));
            return;
        }
        finally
        {
            Parting.From(cmdlet.Stopped, measurement);
        }

        if (activities.Length == 0)
            cmdlet.WriteVerbose("Nothing was asked of any shrinker.");
        write(activities);
    }

    private void Tell(ShrinkerMeasurement measurement)
    {
        foreach (string name in measurement.RemovedInstances)
            cmdlet.WriteVerbose($"Removed the tracing instance '{OomView.Text(name)}', whose process was killed.");
        cmdlet.WriteVerbose($"Recording in the tracing instance '{measurement.InstanceName}'{(measurement.HasPrivateMount ? ", through a mount of tracefs that only this command sees" : "")}.");
        if (measurement.IsText)
            cmdlet.WriteVerbose("Reading text: this kernel hides addresses of its functions (kernel.kptr_restrict), and binary records have no names.");
    }

    // In the caller's scope, as Measure-Command does; its output is thrown away, as there.
    private void Invoke(ScriptBlock script) =>
        cmdlet.InvokeCommand.InvokeScript("$null = . $args[0]", false, PipelineResultTypes.Output | PipelineResultTypes.Error, null, script);

    private void Wait(TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var record = new ProgressRecord(0, "Measuring shrinkers", "Recording");
        while (duration - watch.Elapsed is var left && left > TimeSpan.Zero)
        {
            cmdlet.Stopped.WaitHandle.WaitOne(left < s_step ? left : s_step);
            cmdlet.Stopped.ThrowIfCancellationRequested();
            if (watch.Elapsed < s_patience)
                continue;
            record.PercentComplete = (int)Math.Min(100, 100 * watch.Elapsed / duration);
            cmdlet.WriteProgress(record);
        }

        record.RecordType = ProgressRecordType.Completed;
        if (watch.Elapsed >= s_patience)
            cmdlet.WriteProgress(record);
    }
}
