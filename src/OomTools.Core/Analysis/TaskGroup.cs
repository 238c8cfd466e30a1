using System.Buffers;

namespace OomTools.Analysis;

/// <summary>What tasks of one name hold together.</summary>
internal readonly record struct TaskGroup
{
    /// <summary>Up to here the tables fit on the stack.</summary>
    private const int OnStack = 64;

    /// <summary>The largest task of the group; null when there is no task.</summary>
    public OomTask? Largest { get; init; }

    /// <summary>Tasks of the name.</summary>
    public int Count { get; init; }

    /// <summary>Their sum in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The name whose tasks hold most of something; see <see cref="TaskMemories.Of"/>.</summary>
    public static TaskGroup Find(OomTask[] tasks, TaskMemory memory, long shared = 0)
    {
        if (tasks.Length == 0)
            return default;

        int capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)tasks.Length * 2);
        int[]? rented = tasks.Length > OnStack ? ArrayPool<int>.Shared.Rent(capacity + (2 * tasks.Length)) : null;
        long[]? rentedSums = rented is null ? null : ArrayPool<long>.Shared.Rent(tasks.Length);
        Span<int> table = rented ?? stackalloc int[4 * OnStack];
        Span<long> sums = rentedSums ?? stackalloc long[OnStack];
        TaskGroup group = Find(tasks, memory, shared, table[..capacity], table.Slice(capacity, 2 * tasks.Length), sums[..tasks.Length]);
        if (rented is not null && rentedSums is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
            ArrayPool<long>.Shared.Return(rentedSums);
        }

        return group;
    }

    /// <summary>Adds up in a hash table of indices; a group lives at the index of its first task.</summary>
    private static TaskGroup Find(
        OomTask[] tasks, TaskMemory memory, long shared, Span<int> slots, Span<int> countAndLargest, Span<long> sums)
    {
        slots.Clear();
        countAndLargest.Clear();
        sums.Clear();
        Span<int> counts = countAndLargest[..tasks.Length];
        Span<int> largest = countAndLargest[tasks.Length..];
        int best = 0;
        for (int i = 0; i < tasks.Length; i++)
        {
            int first = FirstOfName(tasks, i, slots);
            long bytes = memory.Of(tasks[i], shared);
            sums[first] = unchecked(sums[first] + bytes);
            if (counts[first]++ == 0 || bytes > memory.Of(tasks[largest[first]], shared))
                largest[first] = i;
        }

        for (int i = 1; i < tasks.Length; i++)
        {
            if (counts[i] > 0 && sums[i] > sums[best])
                best = i;
        }

        return new TaskGroup { Largest = tasks[largest[best]], Count = counts[best], Bytes = sums[best] };
    }

    private static int FirstOfName(OomTask[] tasks, int index, Span<int> slots)
    {
        string name = tasks[index].Name ?? "";
        int mask = slots.Length - 1;
        int slot = string.GetHashCode(name, StringComparison.Ordinal) & mask;
        while (slots[slot] != 0)
        {
            int first = slots[slot] - 1;
            if (tasks[first].Name == name)
                return first;
            slot = (slot + 1) & mask;
        }

        slots[slot] = index + 1;
        return index;
    }
}
