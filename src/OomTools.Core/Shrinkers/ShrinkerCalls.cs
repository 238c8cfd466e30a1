namespace OomTools.Shrinkers;

/// <summary>Sums over calls.</summary>
internal struct ShrinkerCalls
{
    public long Calls;
    public long Requested;
    public long Scanned;
    public long Returned;
    public long Nanoseconds;

    /// <summary>Adds one complete call.</summary>
    public void Add(long requested, long scanned, long returned, long nanoseconds)
    {
        Calls++;
        Requested = Procfs.KernelNumber.Add(Requested, requested);
        Scanned = Procfs.KernelNumber.Add(Scanned, scanned);
        Returned = Procfs.KernelNumber.Add(Returned, returned);
        Nanoseconds = Procfs.KernelNumber.Add(Nanoseconds, nanoseconds);
    }

    /// <summary>Adds the sums of others.</summary>
    public void Add(in ShrinkerCalls other)
    {
        Calls += other.Calls;
        Requested = Procfs.KernelNumber.Add(Requested, other.Requested);
        Scanned = Procfs.KernelNumber.Add(Scanned, other.Scanned);
        Returned = Procfs.KernelNumber.Add(Returned, other.Returned);
        Nanoseconds = Procfs.KernelNumber.Add(Nanoseconds, other.Nanoseconds);
    }
}
