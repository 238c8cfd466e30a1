using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>Memory by call site from the best source that a kernel offers.</summary>
internal static class CallSites
{
    /// <summary>The sources that are a matter of reading, best first.</summary>
    private static readonly AllocationSiteMethod[] s_order =
        [AllocationSiteMethod.AllocInfo, AllocationSiteMethod.SlabTraces, AllocationSiteMethod.PageOwner];

    /// <summary>Reads the first source that has something; the last failure that says more than "missing" where none has.</summary>
    public static SystemReading<AllocationSite[]> Read(SystemRoot root, CancellationToken cancellation = default)
    {
        SystemReading<AllocationSite[]>? failure = null;
        foreach (AllocationSiteMethod method in s_order)
        {
            SystemReading<AllocationSite[]> reading = Read(root, method, cancellation);
            if (reading.Value is not null)
                return reading;
            if (failure is null || failure.Status == SystemFileStatus.Missing)
                failure = reading;
        }
        return failure!;
    }

    /// <summary>Reads one source.</summary>
    public static SystemReading<AllocationSite[]> Read(SystemRoot root, AllocationSiteMethod method, CancellationToken cancellation = default) => method switch
    {
        AllocationSiteMethod.AllocInfo => AllocInfo.Read(root),
        AllocationSiteMethod.SlabTraces => SlabTraces.Read(root, cancellation),
        AllocationSiteMethod.PageOwner => PageOwnerStacks.Read(root) is { Status: SystemFileStatus.Ok } stacks ? stacks : PageOwnerFile.Read(root, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };
}
