using System.Diagnostics;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Waits for a cmdlet until the kernel says that too much time is lost. The kernel wakes it; nothing is polled.</summary>
internal sealed class PressureWaiting(OomCommand cmdlet, PressureKind kind, double threshold, TimeSpan window)
{
    private string Trigger => PressureTrigger.Text(kind, threshold, window);

    /// <summary>Waits for the first of several files, and says which it was and how long it took.</summary>
    public void Run(List<PressureFile> files, TimeSpan? timeout, Action<PressureFile, TimeSpan> write)
    {
        var triggers = new List<PressureTrigger>();
        var waiting = new List<PressureFile>();
        try
        {
            foreach (PressureFile file in files)
            {
                if (PressureTrigger.Open(file.Path, kind, threshold, window, out int error) is not { } trigger)
                {
                    cmdlet.WriteError(PressureErrors.OfTrigger(file.Path, Trigger, error));
                    continue;
                }

                triggers.Add(trigger);
                waiting.Add(file);
            }

            if (triggers.Count > 0)
                Wait(triggers, waiting, timeout, write);
        }
        finally
        {
            triggers.ForEach(trigger => trigger.Dispose());
        }
    }

    private void Wait(List<PressureTrigger> triggers, List<PressureFile> files, TimeSpan? timeout, Action<PressureFile, TimeSpan> write)
    {
        cmdlet.WriteVerbose($"Waiting for the kernel's trigger '{Trigger}'.");
        try
        {
            long begin = Stopwatch.GetTimestamp();
            if (PressureTrigger.Wait(triggers, timeout, cmdlet.Stopped) is { } fired)
                write(files[fired], Stopwatch.GetElapsedTime(begin));
            else
                cmdlet.WriteVerbose("The time is over.");
        }
        catch (IOException error)
        {
            cmdlet.WriteError(PressureErrors.WaitFailed(files[0].Path, error));
        }
    }
}
