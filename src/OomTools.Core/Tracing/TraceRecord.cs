namespace OomTools.Tracing;

/// <summary>What every binary record begins with, on all kernels since 2.6.38 (struct trace_entry).</summary>
internal static class TraceRecord
{
    /// <summary>Bytes of the common fields.</summary>
    public const int HeaderLength = 8;

    private static readonly TraceField s_type = new("common_type", 0, 2, false);
    private static readonly TraceField s_pid = new("common_pid", 4, 4, true);

    /// <summary>Number of the event (<see cref="TraceEventFormat.Id"/>).</summary>
    public static int TypeOf(ReadOnlySpan<byte> record) => (int)s_type.Read(record);

    /// <summary>The task that it happened in.</summary>
    public static int PidOf(ReadOnlySpan<byte> record) => (int)s_pid.Read(record);
}
