using System.Text;

namespace OomTools.Oom;

/// <summary>The sections about the request: header, cpuset, CPU line, call trace.</summary>
internal sealed partial class OpenReport
{
    // A task's name has 15 bytes, each of which a container may have written as four.
    private const int MaxName = 64;

    private readonly List<string> _frames = buffers.Frames;
    private bool _hasHeader;
    private bool _onlyVmalloc;
    private bool _isStall;
    private string? _triggerName;
    private int? _triggerPid;
    private int? _triggerAdj;
    private ulong? _mask;
    private string? _flags;
    private int? _order;
    private long? _requestSize;
    private string? _nodeMask;
    private string? _cpuset;
    private string? _memsAllowed;
    private string? _detail;
    private string? _kernelVersion;
    private long? _suppressed;
    private bool _isManual;

    /// <summary>Waits for the failure line that 4.8 and older print behind a vmalloc line.</summary>
    public bool IsOnlyVmalloc => _onlyVmalloc;

    /// <summary>The release, once a line named it.</summary>
    public string? KernelVersion => _kernelVersion;

    public void TakeHeader(in RequestFacts request)
    {
        _hasHeader = true;
        _section = LineKind.Header;
        TakeRequest(request);
        _isManual |= _order == -1;
    }

    public void TakeFailure(in RequestFacts request)
    {
        IsAllocationFailure = true;
        _onlyVmalloc = false;
        _hasHeader = true;
        _section = LineKind.AllocationFailure;
        TakeRequest(request);
        _isStall = request.IsStall;
        if (!request.Detail.IsEmpty)
        {
            _detail = Encoding.UTF8.GetString(request.Detail);
        }

        _requestSize = request.Size ?? _requestSize;
    }

    /// <summary>A vmalloc line of its own.</summary>
    public void TakeVmalloc(ReadOnlySpan<byte> line)
    {
        IsAllocationFailure = true;
        _onlyVmalloc = true;
        _detail = Encoding.UTF8.GetString(line.Trim((byte)' '));
        _requestSize = VmallocLine.Size(line);
    }

    /// <summary>A slab failure whose page allocation failure is not in the log.</summary>
    public void StartSlub(ReadOnlySpan<byte> line)
    {
        IsAllocationFailure = true;
        _section = LineKind.Slub;
        _ = TakeSlub(line.TrimStart((byte)' '));
        if (SlubLine.TryReadMask(line, out RequestFacts request))
        {
            TakeRequest(request);
        }
    }

    /// <summary>Whether this page allocation can be the one that a slab line complains of: it adds flags, it takes none away.</summary>
    public bool MayBeCauseOf(ReadOnlySpan<byte> slubLine) =>
        !SlubLine.TryReadMask(slubLine, out RequestFacts slab) || _mask is not ulong mask || (mask & slab.Mask) == slab.Mask;

    public void TakeSuppressed(long count) => _suppressed = count;

    public void TakeManual() => _isManual = true;

    private void TakeRequest(in RequestFacts request)
    {
        // What stands before a name so long is a prefix that no container explained.
        ReadOnlySpan<byte> name = request.Name.Length > MaxName ? request.Name[^MaxName..] : request.Name;
        _triggerName = name.IsEmpty ? _triggerName : pool.Get(name);
        _mask = request.Mask ?? _mask;
        _flags = request.Flags.IsEmpty ? _flags : pool.Get(request.Flags);
        _order = request.Order ?? _order;
        _triggerAdj = request.OomScoreAdj;
        _nodeMask = NullOr(request.NodeMask);
        _cpuset = request.Cpuset.IsEmpty ? null : pool.Get(request.Cpuset);
        _memsAllowed = request.MemsAllowed.IsEmpty ? null : pool.Get(request.MemsAllowed);
    }

    /// <summary>"(null)" is no mask.</summary>
    private string? NullOr(ReadOnlySpan<byte> list) => list.IsEmpty || list.SequenceEqual("(null)"u8) ? null : pool.Get(list);

    private bool TakeCpuset(ReadOnlySpan<byte> line)
    {
        if (!_hasHeader || !CpusetLine.TryRead(line, out ReadOnlySpan<byte> cpuset, out ReadOnlySpan<byte> mems))
        {
            return false;
        }

        _cpuset = pool.Get(cpuset);
        _memsAllowed = pool.Get(mems);
        return true;
    }

    private bool TakeCpu(ReadOnlySpan<byte> line)
    {
        // Any oops has such a line: without a header before it, it proves nothing and begins nothing.
        if (IsTentative || _hasCpuLine || !CpuLine.TryRead(line, out int pid, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> release))
        {
            return false;
        }

        _hasCpuLine = true;
        _triggerPid = pid;
        _triggerName ??= pool.Get(name);
        _kernelVersion = release.IsEmpty ? _kernelVersion : pool.Get(release);
        return true;
    }

    private bool TakeTraceStart(ReadOnlySpan<byte> line)
    {
        if (IsTentative)
        {
            return false;
        }

        bool heading = line.IndexOf("Call "u8) >= 0;
        if (heading && !TakeOnce(ref _hasTraceHeading))
        {
            return false;
        }

        TakeFrame(line);
        return true;
    }

    private bool TakeTraceLine(ReadOnlySpan<byte> line)
    {
        if (!LineClassifier.IsTraceLine(line))
        {
            return false;
        }

        TakeFrame(line);
        return true;
    }

    private void TakeFrame(ReadOnlySpan<byte> line)
    {
        if (_frames.Count < ReportLimits.Frames && CallTraceLine.TryRead(line, out ReadOnlySpan<byte> function, out _))
        {
            _frames.Add(pool.Get(function));
        }
    }

    private bool TakeSlub(ReadOnlySpan<byte> line)
    {
        string words = Encoding.UTF8.GetString(line);
        _detail = _detail is null ? words : _detail;
        return IsAllocationFailure;
    }
}
