namespace OomTools.Procfs;

/// <summary>How many CPUs a machine has online.</summary>
internal static class OnlineCpus
{
    /// <summary>Counts them, in /proc/stat or else by the per-CPU lists of /proc/zoneinfo; 1 where there is neither.</summary>
    public static int Count(SystemRoot root)
    {
        int count = 0;
        using SystemFile stat = root.Read("/proc/stat");
        foreach (ReadOnlySpan<byte> line in new LineCursor(stat.Content))
        {
            if (line.Length > 3 && line.StartsWith("cpu"u8) && line[3] is >= (byte)'0' and <= (byte)'9')
                count++;
        }

        return count > 0 ? count : Math.Max(1, CountLists(root));
    }

    /// <summary>Every zone has them: the longest run.</summary>
    private static int CountLists(SystemRoot root)
    {
        int most = 0;
        int ofZone = 0;
        using SystemFile zones = root.Read("/proc/zoneinfo");
        foreach (ReadOnlySpan<byte> line in new LineCursor(zones.Content))
        {
            ReadOnlySpan<byte> name = new FieldCursor(line).Next();
            ofZone = name.SequenceEqual("Node"u8) ? 0 : name.SequenceEqual("cpu:"u8) ? ofZone + 1 : ofZone;
            most = Math.Max(most, ofZone);
        }

        return most;
    }
}
