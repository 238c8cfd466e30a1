namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/PID/cgroup</c>: one line <c>id:controllers:path</c> a hierarchy. The memory cgroup is that of the v1 hierarchy
/// with the controller "memory" where there is one, else of the unified hierarchy (<c>0::path</c>).
/// </summary>
internal static class ProcessCgroup
{
    /// <summary>The path of the memory cgroup; empty when there is none.</summary>
    public static ReadOnlySpan<byte> MemoryPath(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> unified = default;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            int first = line.IndexOf((byte)':');
            int second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)':');
            if (second < 0)
                continue;
            ReadOnlySpan<byte> controllers = line.Slice(first + 1, second);
            ReadOnlySpan<byte> path = line[(first + second + 2)..];
            if (controllers.IsEmpty)
                unified = path;
            else if (HasMemory(controllers))
                return path;
        }
        return unified;
    }

    private static bool HasMemory(ReadOnlySpan<byte> controllers)
    {
        while (!controllers.IsEmpty)
        {
            int comma = controllers.IndexOf((byte)',');
            if ((comma < 0 ? controllers : controllers[..comma]).SequenceEqual("memory"u8))
                return true;
            controllers = comma < 0 ? default : controllers[(comma + 1)..];
        }
        return false;
    }
}
