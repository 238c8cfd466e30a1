using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>Takes binary records of an instance that records shrinkers and reclaim.</summary>
internal sealed class ShrinkerTraceRecords : ITraceSink
{
    private readonly TraceEventFormat _start;
    private readonly TraceEventFormat _end;
    private readonly Dictionary<int, (ShrinkerCallerKind Kind, bool Begins)> _reclaim = [];
    private readonly TaskNames _tasks;

    // Symbols are looked up once, at the end: until then a function is its address.
    private readonly Dictionary<ulong, int> _functionNumbers = [];
    private readonly List<ulong> _functionAddresses = [];
    private int _lastPid;

    private readonly Fields _startFields;
    private readonly Fields _endFields;

    public ShrinkerTraceRecords(TraceEventFormat start, TraceEventFormat end, TaskNames tasks)
    {
        _start = start;
        _end = end;
        _tasks = tasks;
        _startFields = new Fields(start);
        _endFields = new Fields(end);
    }

    /// <summary>The sums.</summary>
    public ShrinkerTally Tally { get; } = new();

    /// <summary>Addresses of the functions that occurred, by their numbers.</summary>
    public IReadOnlyList<ulong> FunctionAddresses => _functionAddresses;

    /// <summary>An event between which and its end a task reclaims memory.</summary>
    public void AddReclaim(TraceEventFormat format, ShrinkerCallerKind kind, bool begins) => _reclaim[format.Id] = (kind, begins);

    public void Take(ulong time, int cpu, ReadOnlySpan<byte> record)
    {
        if (record.Length < TraceRecord.HeaderLength)
            return;
        int type = TraceRecord.TypeOf(record);
        int pid = TraceRecord.PidOf(record);
        if (type == _start.Id)
        {
            Note(pid);
            TakeStart((long)time, pid, record);
        }
        else if (type == _end.Id)
        {
            TakeEnd((long)time, pid, record);
        }
        else if (_reclaim.TryGetValue(type, out (ShrinkerCallerKind Kind, bool Begins) reclaim))
        {
            Tally.SetReclaim(pid, reclaim.Kind, reclaim.Begins);
        }
    }

    /// <summary>
    /// What stands for a shrinker's address outside: addresses of kernel objects are not for reports that people pass on. The same during
    /// one session.
    /// </summary>
    public static string LabelOf(ulong address)
    {
        byte[] hash = HMACSHA256.HashData(s_key, BitConverter.GetBytes(address));
        return BitConverter.ToUInt32(hash).ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>The functions with the names that the kernel's symbols give them.</summary>
    public ShrinkerFunctions Functions(KernelSymbols symbols)
    {
        var functions = new ShrinkerFunctions();
        foreach (ulong address in _functionAddresses)
        {
            KernelSymbol? symbol = symbols.Find(address);
            string name = symbol?.Name ?? "function-" + LabelOf(address);
            functions.Of(Encoding.UTF8.GetBytes(symbol?.Module is { } module ? $"{name} [{module}]" : name));
        }
        return functions;
    }

    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);

    private void TakeStart(long time, int pid, ReadOnlySpan<byte> record)
    {
        var one = new ShrinkerEvent { IsStart = true, Time = time, Pid = pid };
        _startFields.Read(ref one, record);
        one.Function = FunctionOf(unchecked((ulong)_startFields.Function.Read(record)));
        one.CacheItems = _startFields.CacheItems.Read(record);
        one.Priority = _startFields.Priority.Exists ? (int)_startFields.Priority.Read(record) : ShrinkerEvent.Unknown;
        Tally.Add(one);
    }

    private void TakeEnd(long time, int pid, ReadOnlySpan<byte> record)
    {
        var one = new ShrinkerEvent { Time = time, Pid = pid };
        _endFields.Read(ref one, record);
        one.Function = FunctionOf(unchecked((ulong)_endFields.Function.Read(record)));
        one.NewScan = _endFields.NewScan.Read(record);
        one.Returned = _endFields.Returned.Read(record);
        Tally.Add(one);
    }

    private int FunctionOf(ulong address)
    {
        if (!_functionNumbers.TryGetValue(address, out int number))
        {
            _functionNumbers.Add(address, number = _functionAddresses.Count);
            _functionAddresses.Add(address);
        }
        return number;
    }

    private void Note(int pid)
    {
        if (pid == _lastPid)
            return;
        _lastPid = pid;
        _tasks.Note(pid);
    }

    // Looked up once: a format is a dictionary.
    private readonly struct Fields(TraceEventFormat format)
    {
        private readonly TraceField _shrinker = format["shr"];
        private readonly TraceField _node = format["nid"];
        private readonly TraceField _cgroup = format["memcg_id"];
        private readonly TraceField _totalScan = format["total_scan"];

        public readonly TraceField Function = format["shrink"];
        public readonly TraceField CacheItems = format["cache_items"];
        public readonly TraceField Priority = format["priority"];
        public readonly TraceField NewScan = format["new_scan"];
        public readonly TraceField Returned = format["retval"];

        public void Read(ref ShrinkerEvent one, ReadOnlySpan<byte> record)
        {
            one.Shrinker = unchecked((ulong)_shrinker.Read(record));
            one.Node = _node.Exists ? (int)_node.Read(record) : ShrinkerEvent.Unknown;
            one.IsOldForm = !_node.Exists;
            one.Cgroup = _cgroup.Exists ? _cgroup.Read(record) : ShrinkerEvent.Unknown;
            one.TotalScan = _totalScan.Read(record);
        }
    }
}
