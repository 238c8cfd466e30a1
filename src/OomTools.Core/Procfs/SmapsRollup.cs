using System.Globalization;

namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/PID/smaps_rollup</c>: what a process shares and what it has alone. Since 4.14; readable by its owner and root. The kernel walks
/// the process's page tables for it, so that it is not for thousands of processes.
/// </summary>
internal readonly record struct SmapsRollup
{
    /// <summary>Bytes that only this process maps (Private_Clean, Private_Dirty).</summary>
    public long? Private { get; private init; }

    /// <summary>Its share of swapped out memory (SwapPss, since 4.3; else Swap).</summary>
    public long? SwapShare { get; private init; }

    /// <summary>Reads the file of a process; without values where that cannot be done.</summary>
    public static SmapsRollup Read(SystemRoot root, int pid)
    {
        using SystemFile file = root.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps_rollup"));
        return Parse(file.Content);
    }

    /// <summary>Reads what is there.</summary>
    public static SmapsRollup Parse(ReadOnlySpan<byte> text)
    {
        long? unshared = null;
        long? swap = null;
        long? swapShare = null;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            ReadOnlySpan<byte> key = fields.Next();
            if (key.SequenceEqual("Private_Clean:"u8) || key.SequenceEqual("Private_Dirty:"u8))
                unshared = Bytes(ref fields) is { } bytes ? KernelNumber.Add(unshared ?? 0, bytes) : unshared;
            else if (key.SequenceEqual("Swap:"u8))
                swap = Bytes(ref fields);
            else if (key.SequenceEqual("SwapPss:"u8))
                swapShare = Bytes(ref fields);
        }

        return new SmapsRollup { Private = unshared, SwapShare = swapShare ?? swap };
    }

    private static long? Bytes(ref FieldCursor fields) => fields.TryNext(out long kilobytes) ? KernelNumber.Multiply(kilobytes, 1024) : null;
}
