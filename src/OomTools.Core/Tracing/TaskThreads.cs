using System.Globalization;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>
/// The tasks that are meant by a process's id. The kernel traces tasks, each by a number of its own: the number of a process is
/// only that of its first thread, which in most programs is not the one that works.
/// </summary>
internal static class TaskThreads
{
    /// <summary>All threads of each process; a number that is a single thread's stands for that thread.</summary>
    public static int[] Of(SystemRoot root, int[] ids)
    {
        var tasks = new SortedSet<int>(ids);
        foreach (int id in ids)
        {
            if (!IsProcess(root, id))
                continue;
            foreach (string name in root.List(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task")))
            {
                if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int task))
                    tasks.Add(task);
            }
        }
        return [.. tasks];
    }

    private static bool IsProcess(SystemRoot root, int id)
    {
        using SystemFile file = root.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status"));
        foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
        {
            if (line.StartsWith("Tgid:"u8))
                return KernelNumber.TryParse(line["Tgid:"u8.Length..].Trim("\t "u8), out long group) && group == id;
        }
        return false;
    }
}
