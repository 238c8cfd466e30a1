using System.Globalization;
using System.Text;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>
/// Names of tasks that occur in a trace. The kernel keeps those it has recorded (<c>saved_cmdlines</c>, 128 of them); others are
/// asked of <c>/proc</c>, where pids mean the same only outside of a container.
/// </summary>
internal sealed class TaskNames(TraceFileSystem tracing)
{
    // PROC_PID_INIT_INO: the pid namespace that trace records count in.
    private const string InitialNamespace = "pid:[4026531836]";

    private readonly Dictionary<int, string?> _names = new() { [0] = "<idle>" };
    private readonly bool _isInitialNamespace = new FileInfo("/proc/self/ns/pid").LinkTarget == InitialNamespace;

    /// <summary>The name of a task; null when it is not known any more.</summary>
    public string? Of(int pid) => _names.GetValueOrDefault(pid);

    /// <summary>Looks a task up at once: it may end before the trace is read to its end.</summary>
    public void Note(int pid)
    {
        if (_names.ContainsKey(pid) || !_isInitialNamespace)
            return;
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm");
        using SystemFile file = SystemFile.Read(path, path);
        // One that has ended already is not asked for again and again.
        _names.Add(pid, file.Status == SystemFileStatus.Ok ? Encoding.UTF8.GetString(file.Content).TrimEnd('\n') : null);
    }

    /// <summary>Takes over what the kernel has saved: the name a task had when it last recorded something.</summary>
    public void ReadSaved()
    {
        string path = $"{tracing.Path}/saved_cmdlines";
        using SystemFile file = SystemFile.Read(path, path);
        foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
        {
            int blank = line.IndexOf((byte)' ');
            if (blank > 0 && KernelNumber.TryParse(line[..blank], out long pid) && pid is > 0 and < int.MaxValue && !line[(blank + 1)..].SequenceEqual("<...>"u8))
                _names[(int)pid] = Encoding.UTF8.GetString(line[(blank + 1)..]);
        }
    }
}
