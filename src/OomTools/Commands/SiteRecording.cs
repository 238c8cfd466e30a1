using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Sites;
using OomTools.Tracing;

namespace OomTools.Commands;

/// <summary>Watches allocations of the running kernel for a cmdlet. However that ends, nothing is left recording.</summary>
internal sealed class SiteRecording(OomCommand cmdlet, Action<AllocationSite[]> write)
{
    /// <summary>Watches for so long.</summary>
    public void Run(TimeSpan duration)
    {
        var sampling = new SiteSampling();
        AllocationSite[] sites;
        try
        {
            sites = sampling.Run(new SystemRoot(), duration, cmdlet.Stopped);
        }
        catch (TraceException error)
        {
            cmdlet.WriteError(ShrinkerErrors.Of(error, readsFiles: false));
            return;
        }
        catch (OperationCanceledException) when (cmdlet.Stopped.IsCancellationRequested)
        {
            // Ctrl+C: the pipeline ends without a word.
            return;
        }

        if (sampling.LostEvents + sampling.Untracked is > 0 and var lost)
            cmdlet.WriteWarning($"{lost} events were lost: the kernel allocates faster than this reads. The largest sites are true all the same; sizes are not exact.");
        cmdlet.WriteVerbose(FormattableString.Invariant($"{sampling.Events} events in {sampling.Elapsed.TotalSeconds:0.###} s; Taken is {(sampling.HasHistograms ? "added up by the kernel (hist triggers)" : "what was seen")}."));
        write(SiteGrowth.WithShare(sites));
    }
}
