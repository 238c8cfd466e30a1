namespace OomTools.Generator;

/// <summary>Makes reports up from a seed: the same seed, era and kind give the same report.</summary>
public sealed class ReportSource
{
    private static readonly string[] s_functions =
    [
        "dump_stack", "dump_header", "oom_kill_process.cold", "out_of_memory", "__alloc_pages_slowpath.constprop.0",
        "__alloc_pages_nodemask", "alloc_pages_vma", "handle_mm_fault", "do_user_addr_fault", "exc_page_fault", "asm_exc_page_fault",
        "filemap_fault", "ext4_filemap_fault", "try_charge_memcg", "sock_kmalloc", "do_syscall_64", "kthread", "ret_from_fork",
    ];

    private readonly Random _random;
    private readonly NameSource _names;
    private readonly MemorySource _memory;
    private readonly KernelEra _era;
    private readonly ReportKind _kind;
    private readonly int _seed;
    private readonly long _pageSize;

    private ReportSource(int seed, KernelEra era, ReportKind kind, bool isNasty)
    {
        _seed = seed;
        _era = era;
        _kind = kind;
        _random = new Random(seed);
        _names = new NameSource(_random, isNasty);
        // 16 and 64 KiB pages are for arm64 and ppc64; nobody ran those with 2.6.32.
        _pageSize = era.Version >= 310 && _random.Next(5) == 0 ? (_random.Next(2) == 0 ? 16384 : 65536) : 4096;
        _memory = new MemorySource(_random, era, _pageSize);
    }

    /// <summary>The report of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="era">Who prints.</param>
    /// <param name="kind">What happens; the era must support it.</param>
    /// <param name="isNasty">With names that try to be something else.</param>
    /// <param name="taskCount">Rows of the task table; negative for a few by chance.</param>
    public static GeneratedReport Create(int seed, KernelEra era, ReportKind kind, bool isNasty = true, int taskCount = -1) =>
        new ReportSource(seed, era, kind, isNasty).Build(taskCount);

    private GeneratedReport Build(int taskCount)
    {
        bool isCgroup = _kind is ReportKind.Cgroup or ReportKind.CgroupGroup or ReportKind.CgroupNoVictim;
        bool isKill = _kind is not (ReportKind.AllocationFailure or ReportKind.VmallocFailure or ReportKind.SlubFailure);
        bool isReport = _kind is not (ReportKind.KillLineOnly or ReportKind.SlubFailure);
        bool hasMemInfo = isReport && (!isCgroup || _era.PrintsMemInfoForCgroup);
        (ulong mask, string gfp) = Gfp(isCgroup);
        GeneratedTask[]? tasks = isKill && isReport ? new TaskSource(_random, _names, _era, _pageSize).Create(taskCount < 0 ? _random.Next(1, 25) : taskCount) : null;
        GeneratedVictim[] victims = isKill ? Victims(tasks) : [];
        GeneratedNode[] nodes = hasMemInfo ? _memory.Nodes() : [];
        string cgroup = _names.Cgroup();
        return new GeneratedReport
        {
            Seed = _seed,
            Era = _era,
            Kind = _kind,
            PageSize = _pageSize,
            TriggerName = _kind == ReportKind.SysRq ? "kworker/0:2" : _names.Task(),
            TriggerPid = _random.Next(1, 4_000_000),
            TriggerOomScoreAdj = _random.Next(3) == 0 ? _random.Next(-999, 1001) : 0,
            GfpMask = mask,
            GfpNames = gfp,
            Order = Order(),
            Cpuset = _random.Next(3) == 0 ? _names.Cgroup().Split('/')[^1] : "/",
            MemsAllowed = nodes.Length > 1 ? "0-1" : "0",
            NodeMask = _kind == ReportKind.MemoryPolicy ? "0" : null,
            Frames = Frames(),
            Summary = hasMemInfo ? _memory.Summary() : [],
            Nodes = nodes,
            Totals = hasMemInfo ? _memory.Totals() : null,
            Slabs = hasMemInfo && isKill && _era.PrintsSlabs && _random.Next(2) == 0 ? Slabs() : [],
            Sites = hasMemInfo && _era.PrintsAllocationSites && _random.Next(2) == 0 ? _memory.Sites() : [],
            Tasks = tasks,
            Cgroup = isCgroup && isReport ? new CgroupSource(_random, _era).Create(cgroup, _names) : null,
            Victims = victims,
            TaskCgroup = isCgroup ? (_random.Next(2) == 0 ? cgroup : cgroup + "/leaf") : _names.Cgroup(),
            Reaper = victims.Length > 0 && _era.HasReaper ? (ReaperOutcome)_random.Next(3) : ReaperOutcome.Silent,
            Suppressed = isReport && _era.Version >= 304 && _random.Next(6) == 0 ? _random.Next(1, 500) : null,
            VmallocBytes = _random.Next(1, 1 << 20) * 4096L,
            SlubCache = NameSource.Cache(_random.Next(15)),
        };
    }

    private (ulong Mask, string Names) Gfp(bool isCgroup) => _kind switch
    {
        ReportKind.SysRq => GfpSource.Kernel(_era),
        ReportKind.SlubFailure => GfpSource.Atomic(_era),
        ReportKind.AllocationFailure => _random.Next(2) == 0 ? GfpSource.Atomic(_era) : GfpSource.Compound(_era),
        _ when isCgroup => GfpSource.Kernel(_era),
        _ => _random.Next(2) == 0 ? GfpSource.User(_era) : GfpSource.Kernel(_era),
    };

    private int Order() => _kind switch
    {
        ReportKind.SysRq => -1,
        ReportKind.AllocationFailure => _random.Next(0, 10),
        ReportKind.VmallocFailure => 0,
        _ => _random.Next(4) == 0 ? _random.Next(1, 4) : 0,
    };

    private string[] Frames()
    {
        int count = _random.Next(3, 15);
        string[] frames = new string[count];
        for (int i = 0; i < count; i++)
            frames[i] = (_random.Next(5) == 0 ? "? " : "") + s_functions[_random.Next(s_functions.Length)];
        return frames;
    }

    private GeneratedSlab[] Slabs()
    {
        GeneratedSlab[] slabs = new GeneratedSlab[_random.Next(1, 15)];
        for (int i = 0; i < slabs.Length; i++)
        {
            long used = _random.NextInt64(1, 1 << _random.Next(1, 24));
            slabs[i] = new GeneratedSlab(NameSource.Cache(i), used, used + _random.Next(1000));
        }
        return slabs;
    }

    private GeneratedVictim[] Victims(GeneratedTask[]? tasks)
    {
        if (_kind is ReportKind.CgroupNoVictim or ReportKind.Panic or ReportKind.Deadlock)
            return [];
        int count = _kind == ReportKind.CgroupGroup ? _random.Next(2, 6) : 1;
        GeneratedVictim[] victims = new GeneratedVictim[count];
        for (int i = 0; i < count; i++)
        {
            GeneratedTask? task = tasks is null || tasks.Length <= i ? null : tasks[i];
            long total = task?["total_vm"] ?? _random.Next(1000, 10_000_000);
            // 5.4 prints bytes with "kB" behind them: told by their exceeding the address space.
            long tables = _era.Version == 504 ? ((total * _pageSize / 1024) + 4096) & ~4095L : Math.Min(total * _pageSize / 4, _random.Next(1, 5000) * 4096L) & ~1023L;
            victims[i] = new GeneratedVictim(
                task?.Pid ?? _random.Next(2, 4_000_000),
                task?.Name ?? _names.Task(),
                task?["uid"] ?? _random.Next(70_000),
                total,
                _random.NextInt64(total),
                _random.Next(2000),
                _random.Next(2000),
                tables,
                (int)(task?["oom_score_adj"] ?? _random.Next(-999, 1001)),
                _random.Next(1, 2000));
        }
        return victims;
    }
}
