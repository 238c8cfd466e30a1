namespace OomTools.Analysis;

/// <summary>What to look at next: the cmdlets, commands and files that fit the cause, the most useful first.</summary>
internal static class AdviceList
{
    private const string WhoGrows = "See who grows: Get-OomCandidate -Top 10 (the kernel's own order), or ps -eo pid,rss,vsz,comm --sort=-rss | head; /proc/PID/smaps_rollup counts shared pages once.";

    private static readonly string[] s_anonymous = [WhoGrows, "Bound it: memory.max of its cgroup (systemd: MemoryMax=) makes it the only one to die."];

    // It has its bound already.
    private static readonly string[] s_anonymousInCgroup =
    [
        WhoGrows,
        "Let it need less or have more: memory.max (systemd: MemoryMax=, containers: their memory limit); memory.high (MemoryHigh=) slows it down before it is killed.",
    ];

    private static readonly string[] s_anonymousInCgroup1 =
    [
        WhoGrows,
        "Let it need less or have more: memory.limit_in_bytes (systemd: MemoryLimit=, containers: their memory limit).",
    ];

    private static readonly string[] s_shared =
    [
        "Find it: df -t tmpfs (and du inside), ipcs -m (nattch 0: nobody uses it; remove with ipcrm -m), /dev/shm, memfd: in /proc/PID/fd.",
        "Bound it: mount tmpfs with size=, set kernel.shmall and kernel.shmmax.",
    ];

    private static readonly string[] s_file =
    [
        "File cache that is not reclaimed is dirty, in use or too fast: Dirty and Writeback in /proc/meminfo, iostat -x, vm.dirty_ratio, vm.dirty_bytes.",
    ];

    private static readonly string[] s_locked =
    [
        "Find it: Get-MemoryUsage; VmLck in /proc/PID/status, Unevictable and Mlocked in /proc/meminfo, mounts of type ramfs; ulimit -l bounds it.",
    ];

    private static readonly string[] s_slab =
    [
        "Live: Get-SlabInfo -Top 10 (or slabtop -o -s c); Aliases has the names that were merged into one cache, as do the links in /sys/kernel/slab.",
        "Who allocates: Get-AllocationSite -Top 10 reads /proc/allocinfo (6.10 and later, memory profiling on), or alloc_traces of a cache booted with slab_debug=U,CACHE.",
    ];

    private static readonly string[] s_reclaimableSlab =
    [
        "Reclaimable slab that stays is in use: Get-SlabInfo -Top 10; Get-KernelShrinker says how much could be freed; lsof; /proc/sys/fs/dentry-state and inode-nr.",
        "Shrinkers can free it only when nobody holds it: Measure-KernelShrinker shows what was asked of them and what they freed; vm.vfs_cache_pressure below 100 keeps dentries and inodes longer (0: for ever).",
    ];

    private static readonly string[] s_pageTables =
    [
        "Find it: VmPTE in /proc/PID/status; a process that maps much and touches little of it, or many processes that share a large segment.",
        "Huge pages (hugetlbfs, transparent huge pages) for large shared segments need a 512th of the page tables.",
    ];

    private static readonly string[] s_stacks =
    [
        "Count threads: ps -eLf | wc -l; by process: nlwp of ps -eo nlwp,pid,comm --sort=-nlwp; pids.max of a cgroup bounds them.",
    ];

    private static readonly string[] s_hugePages =
    [
        "Compare HugePages_Total, _Free and _Rsvd in /proc/meminfo with what is needed; give back: sysctl vm.nr_hugepages, and hugepages= on the boot command line.",
    ];

    private static readonly string[] s_vmalloc =
    [
        "Find the caller: Get-AllocationSite -Top 10 (6.10 and later) names file, line and module; or sort /proc/vmallocinfo by size.",
    ];

    private static readonly string[] s_percpu =
    [
        "Percpu in /proc/meminfo; it grows with cgroups (cat /proc/cgroups), network devices and BPF maps, times the number of CPUs.",
    ];

    private static readonly string[] s_unaccounted =
    [
        "Find the owner: Get-AllocationSite -Top 10 reads /proc/allocinfo (6.10 and later) or page_owner (boot page_owner=on); VmallocUsed and Percpu in /proc/meminfo.",
        "Think of drivers (GPU, network, storage), a virtual machine's balloon, zram (zramctl) and out-of-tree modules (lsmod).",
    ];

    private static readonly string[] s_charged =
    [
        "See what grows: Get-SlabInfo -Interval 5 -Count 12 for the machine; up to 5.8 the cgroup's own caches are in its memory.kmem.slabinfo.",
        "Kernel memory of a cgroup is pipes and sockets, inodes and dentries, kernel stacks and page tables: count its open files, threads and mappings.",
    ];

    private static readonly string[] s_fragmentation =
    [
        "See the blocks: Get-BuddyInfo, -MigrateType says whose they are; Test-PageAllocation -Order N says whether it would work now.",
        "Compact once: Invoke-MemoryCompaction, or echo 1 > /proc/sys/vm/compact_memory; keep room: vm.min_free_kbytes, vm.compaction_proactiveness, vm.watermark_boost_factor.",
        "Better: let the caller ask for less in one piece (the call trace names it), as with kvmalloc, or smaller buffers.",
    ];

    private static readonly string[] s_atomicReserve =
    [
        "Raise the reserve: vm.min_free_kbytes; wake kswapd earlier: vm.watermark_scale_factor.",
        "Shrinkers and caches do not matter for such a request; bursts of network or disk interrupts do (the call trace names the driver).",
    ];

    private static readonly string[] s_lowZone =
    [
        "The device or driver in the call trace can address low memory only; see the zone with Get-ZoneInfo, and vm.lowmem_reserve_ratio, which protects it.",
    ];

    private static readonly string[] s_manual =
    [
        "Find who asked: echo f > /proc/sysrq-trigger, SysRq-f on a console, or a serial line's break; kernel.sysrq says what is allowed.",
    ];

    private static readonly string[] s_unknown =
    [
        "Look for the rest of the report: Get-OomReport -Journal -Boot 0 (or -1), /var/log/kern.log, the serial console; vm.oom_dump_tasks, console level and rate limits decide what is printed.",
    ];

    private const string CgroupLive = "In the cgroup: Get-MemoryUsage -CgroupPath, memory.stat, memory.max, memory.events; who is in it: Get-OomCandidate -CgroupPath.";

    private const string CgroupLiveVersion1 = "In the cgroup: Get-MemoryUsage -CgroupPath, memory.stat, memory.limit_in_bytes (v2: memory.max), memory.failcnt; who is in it: Get-OomCandidate -CgroupPath.";

    private const string NodeBound = "Other nodes may have had memory: numactl --hardware, numastat -m, cpuset.mems, the process's policy in /proc/PID/numa_maps.";

    private const string Score = "Who is killed is decided by memory and /proc/PID/oom_score_adj: give the one that grows a higher one, what must live a lower one.";

    private const string Console = "Printing was slow: lower the console's level (kernel.printk), speed up the serial line, or set vm.oom_dump_tasks=0.";

    private const string NoSwap = "There is no swap: a little of it, or zram, gives slow growth time to be noticed.";

    /// <summary>Advice for a report.</summary>
    public static string[] Of(Situation situation)
    {
        var advice = new List<string>(6);
        if (situation.IsCgroup)
            advice.Add(IsVersion1(situation.Report) ? CgroupLiveVersion1 : CgroupLive);
        if (situation.IsNodeBound)
            advice.Add(NodeBound);
        if (situation.Trace is TraceHint trace)
            advice.Add(trace.Advice);

        // What a cgroup is charged for and nothing tells is kernel memory: neither a driver's nor a balloon's.
        bool isCharged = situation.IsCgroup && situation.Cause == OomCause.Unaccounted;
        advice.AddRange(
            isCharged ? s_charged
            : situation.Cause == OomCause.AnonymousMemory && IsBounded(situation) ? OfLimit(situation.Report)
            : ForCause(situation.Cause));
        if (situation.Choice.Spared is not null)
            advice.Add(Score);
        if (situation.Cause == OomCause.AnonymousMemory && !situation.IsCgroup && situation.Report.SwapTotal == 0)
            advice.Add(NoSwap);
        if (situation.Report.PrintTime >= ReportEvidence.LongPrint)
            advice.Add(Console);
        return [.. advice];
    }

    private static string[] OfLimit(OomReport report) => IsVersion1(report) ? s_anonymousInCgroup1 : s_anonymousInCgroup;

    /// <summary>A cgroup that reached a limit; one that is looked at now may have none.</summary>
    private static bool IsBounded(Situation situation) => situation.IsCgroup && (situation.Report.CgroupLimit is not null || !situation.IsNow);

    private static bool IsVersion1(OomReport report)
    {
        foreach (CgroupCounter counter in report.CgroupCounters)
        {
            if (counter.Name is "memory+swap" or "kmem")
                return true;
        }

        return false;
    }

    private static string[] ForCause(OomCause cause) => cause switch
    {
        OomCause.AnonymousMemory => s_anonymous,
        OomCause.SharedMemory => s_shared,
        OomCause.FileCache => s_file,
        OomCause.Unevictable => s_locked,
        OomCause.SlabUnreclaimable => s_slab,
        OomCause.SlabReclaimable => s_reclaimableSlab,
        OomCause.PageTables => s_pageTables,
        OomCause.KernelStacks => s_stacks,
        OomCause.HugePages => s_hugePages,
        OomCause.Vmalloc => s_vmalloc,
        OomCause.Percpu => s_percpu,
        OomCause.Unaccounted => s_unaccounted,
        OomCause.Fragmentation => s_fragmentation,
        OomCause.AtomicReserve => s_atomicReserve,
        OomCause.LowZone => s_lowZone,
        OomCause.ManualRequest => s_manual,
        _ => s_unknown,
    };
}
