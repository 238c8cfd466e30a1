namespace OomTools.Tracing;

/// <summary>Takes the records of a trace, in the order of time over all CPUs.</summary>
internal interface ITraceSink
{
    /// <summary>Takes one record.</summary>
    /// <param name="time">Nanoseconds of the trace clock.</param>
    /// <param name="cpu">Where it happened.</param>
    /// <param name="record">The event's fields, where its format says; valid during the call only.</param>
    public void Take(ulong time, int cpu, ReadOnlySpan<byte> record);
}
