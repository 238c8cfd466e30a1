using System.Management.Automation;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;

namespace OomTools.Commands;

/// <summary>Drops caches, to find out what is in use.</summary>
[Cmdlet(VerbsCommon.Clear, "KernelCache", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CacheRelease))]
public sealed class ClearKernelCacheCommand : RemedyCommand
{
    /// <summary>Which caches.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public KernelCache Cache { get; set; }

    private protected override void Read(SystemRoot root)
    {
        string what = Cache switch
        {
            KernelCache.PageCache => "the page cache",
            KernelCache.Slab => "reclaimable slab (dentries, inodes)",
            _ => "the page cache and reclaimable slab",
        };
        if (!ShouldProcess(
            $"Dropping {what} of the whole machine.",
            $"Drop {what} of the whole machine? This is for diagnosis, and no cure: what is needed is read from disk again, and the machine is slow meanwhile.",
            "Clear-KernelCache"))
        {
            return;
        }

        RemedyRun run = RunOn(root);
        KnobResult result = CacheClearing.Run(run, Cache, out CacheRelease? release);
        WriteResult(run, result, release, () => RemedyErrors.CacheClearingNotSupported(CacheClearing.Path));
    }
}
