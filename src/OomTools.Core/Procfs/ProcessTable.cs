using System.Buffers;
using System.Buffers.Text;
using System.IO.Enumeration;
using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// All processes with their memory, from <c>/proc</c>. Reads thousands of processes with one buffer: on this machine
/// nothing is allocated per file, only what ends up in an object.
/// </summary>
internal sealed class ProcessTable : IDisposable
{
    // A status file has about 1.5 KB; the list of supplementary groups may make it longer, but stands before the memory.
    private const int BufferSize = 64 << 10;

    private readonly SystemRoot _root;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly byte[] _path = new byte[64];
    private readonly bool _direct;
    private byte[] _lastCgroup = [];
    private string? _lastCgroupPath;
    private string? _lastMemsAllowed;

    private ProcessTable(SystemRoot root)
    {
        _root = root;
        _direct = root.IsLive;
    }

    /// <summary>
    /// All processes, lowest id first. Processes that end meanwhile are left out; a capture without processes gives none.
    /// </summary>
    public static ProcessMemory[] Read(SystemRoot root, CancellationToken cancellation = default)
    {
        using var table = new ProcessTable(root);
        List<int> pids = table.Pids();
        var processes = new List<ProcessMemory>(pids.Count);
        foreach (int pid in pids)
        {
            cancellation.ThrowIfCancellationRequested();
            if (table.Read(pid) is { } process)
                processes.Add(process);
        }
        return [.. processes];
    }

    /// <summary>Whether /proc shows this user the own processes only (hidepid), and so never init.</summary>
    public static bool HidesOthers(SystemRoot root, ProcessMemory[] processes) => root.IsLive && processes.Length > 0 && processes[0].Pid != 1;

    /// <summary>One process; null when there is none.</summary>
    public static ProcessMemory? Read(SystemRoot root, int pid)
    {
        using var table = new ProcessTable(root);
        return table.Read(pid);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private ProcessMemory? Read(int pid)
    {
        int? score = ReadNumber(pid, "oom_score"u8);
        int? adjustment = ReadNumber(pid, "oom_score_adj"u8);
        string? cgroup = ReadCgroup(pid, "cgroup"u8);
        ProcessStatus status = ProcessStatus.Parse(ReadFile(pid, "status"u8));
        if (!status.IsFound)
            return null;
        ProcessMemory process = Make(pid, status);
        // The first thread has ended, the others have not: what they hold is shown by theirs only.
        if (process is { HasNoMemory: true, State: "Z", Threads: > 1 } && ReadThread(pid) is { } thread)
        {
            process = thread;
            cgroup = thread.CgroupPath ?? cgroup;
        }

        process.OomScore = score;
        process.OomScoreAdj = adjustment;
        process.CgroupPath = cgroup;
        return process;
    }

    private ProcessMemory? ReadThread(int pid)
    {
        foreach (string name in _root.List($"/proc/{pid}/task"))
        {
            if (PidOf(name) > 0 && ProcessStatus.Parse(ReadFile(pid, Encoding.ASCII.GetBytes($"task/{name}/status"))) is { TotalVm: not null } status)
            {
                ProcessMemory process = Make(pid, status);
                // v1 says of a thread that has ended that it is in the root.
                process.CgroupPath = ReadCgroup(pid, Encoding.ASCII.GetBytes($"task/{name}/cgroup"));
                return process;
            }
        }
        return null;
    }

    private ProcessMemory Make(int pid, in ProcessStatus status) => new()
    {
        Pid = pid,
        Name = ProcessStatus.Unescape(status.Name),
        State = StateOf(status.State),
        ParentPid = Int(status.ParentPid),
        Uid = status.Uid,
        IsPrivileged = status.IsPrivileged,
        Threads = Int(status.Threads),
        HasNoMemory = status.TotalVm is null,
        TotalVm = status.TotalVm,
        Rss = status.Rss,
        AnonRss = status.AnonRss,
        FileRss = status.FileRss,
        ShmemRss = status.ShmemRss,
        Swap = status.Swap,
        PageTables = status.PageTables,
        HugePages = status.HugePages,
        Locked = status.Locked,
        MemsAllowed = MemsAllowed(status.MemsAllowed),
    };

    private int? ReadNumber(int pid, ReadOnlySpan<byte> file) =>
        new FieldCursor(FirstLine(ReadFile(pid, file))).TryNext(out long value) ? Int(value) : null;

    // Most processes share few cgroups, and neighbours the same one.
    private string? ReadCgroup(int pid, ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> path = ProcessCgroup.MemoryPath(ReadFile(pid, file));
        if (path.IsEmpty)
            return null;
        if (!path.SequenceEqual(_lastCgroup))
        {
            _lastCgroup = path.ToArray();
            _lastCgroupPath = Encoding.UTF8.GetString(path);
        }
        return _lastCgroupPath;
    }

    private string? MemsAllowed(ReadOnlySpan<byte> list)
    {
        if (list.IsEmpty)
            return null;
        if (_lastMemsAllowed is null || !Ascii.Equals(list, _lastMemsAllowed))
            _lastMemsAllowed = Encoding.UTF8.GetString(list);
        return _lastMemsAllowed;
    }

    private ReadOnlySpan<byte> ReadFile(int pid, ReadOnlySpan<byte> file)
    {
        if (_direct)
        {
            int read = NativeFile.Read(PathOf(pid, file), _buffer);
            return _buffer.AsSpan(0, Math.Max(0, read));
        }
        using SystemFile content = _root.Read($"/proc/{pid}/{Encoding.ASCII.GetString(file)}");
        int length = Math.Min(content.Content.Length, _buffer.Length);
        content.Content[..length].CopyTo(_buffer);
        return _buffer.AsSpan(0, length);
    }

    // /proc/<pid>/<file>, ended by a zero byte.
    private byte[] PathOf(int pid, ReadOnlySpan<byte> file)
    {
        "/proc/"u8.CopyTo(_path);
        int length = "/proc/"u8.Length;
        Utf8Formatter.TryFormat(pid, _path.AsSpan(length), out int digits);
        length += digits;
        _path[length++] = (byte)'/';
        file.CopyTo(_path.AsSpan(length));
        _path[length + file.Length] = 0;
        return _path;
    }

    private List<int> Pids()
    {
        var pids = new List<int>();
        if (_root.Resolve("/proc") is not { } path)
            return pids;
        try
        {
            var entries = new FileSystemEnumerable<int>(path, (ref FileSystemEntry entry) => PidOf(entry.FileName), new EnumerationOptions { AttributesToSkip = 0 })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => PidOf(entry.FileName) > 0,
            };
            pids.AddRange(entries);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return pids;
        }
        pids.Sort();
        return pids;
    }

    private static int PidOf(ReadOnlySpan<char> name) =>
        name.Length is > 0 and < 10 && !name.ContainsAnyExceptInRange('0', '9') && int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int pid) ? pid : 0;

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..end];
    }

    private static string StateOf(ReadOnlySpan<byte> state) => state.Length != 1 ? "" : state[0] switch
    {
        (byte)'R' => "R",
        (byte)'S' => "S",
        (byte)'D' => "D",
        (byte)'I' => "I",
        (byte)'Z' => "Z",
        (byte)'T' => "T",
        _ => ((char)state[0]).ToString(),
    };

    private static int? Int(long? value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : null;
}
