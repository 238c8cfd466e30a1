namespace OomTools.Logs;

/// <summary>Takes kernel log lines in the order of the log.</summary>
internal interface ILogSink
{
    /// <summary>True while nothing is open: lines in which <see cref="IndexOfMarker"/> finds nothing may then be left out.</summary>
    public bool IsIdle { get; }

    /// <summary>
    /// The first place in raw bytes of a log, of any container, where something may begin or end that this sink wants;
    /// -1 when there is none.
    /// </summary>
    /// <param name="bytes">Raw bytes; whole lines.</param>
    /// <param name="lookBack">How many bytes before that place the sink wants to see too, as far as it has not seen them.</param>
    public int IndexOfMarker(ReadOnlySpan<byte> bytes, out int lookBack);

    /// <summary>Takes one line.</summary>
    public void Accept(in LogRecord record);

    /// <summary>What follows need not continue what came before: the container says so. What is open may lack something.</summary>
    /// <param name="lost">Lines that were lost here; null where the container does not say how many, 0 where none was.</param>
    /// <param name="host">Whose they were; null where the container does not say.</param>
    public void Gap(long? lost, string? host);

    /// <summary>
    /// For hundreds of lines the log held nothing of the kernel: what is open and only waits for more may be finished, so that the
    /// sink becomes idle.
    /// </summary>
    public void Quiet()
    {
    }

    /// <summary>The log ends: everything open is finished as far as it goes.</summary>
    public void End();
}
