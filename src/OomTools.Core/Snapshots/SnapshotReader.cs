using OomTools.Analysis;
using OomTools.Procfs;

namespace OomTools.Snapshots;

/// <summary>
/// Reads everything about memory that a system shows, one file after the other: first those whose numbers belong together and
/// cost nothing, then those that take time.
/// </summary>
internal sealed class SnapshotReader(SystemRoot root, int processCount, CancellationToken cancellation)
{
    private readonly SnapshotGaps _gaps = new(root);

    /// <summary>Takes the snapshot.</summary>
    /// <param name="now">The time (UTC); it is told for the running system only.</param>
    public MemorySnapshot Read(DateTime now)
    {
        MemInfo? info = _gaps.ValueOf(nameof(MemorySnapshot.MemInfo), MemInfoFile.Read(root));
        VmCounter[] counters = _gaps.ValueOf(nameof(MemorySnapshot.Counters), VmStat.Read(root)) ?? [];
        BuddyZone[] buddies = _gaps.ValueOf(nameof(MemorySnapshot.BuddyZones), BuddyInfo.Read(root)) ?? [];
        MemoryZone[] zones = _gaps.ValueOf(nameof(MemorySnapshot.Zones), ZoneInfo.Read(root, buddies)) ?? [];
        SlabCache[] slabs = _gaps.ValueOf(nameof(MemorySnapshot.Slabs), SlabInfo.Read(root)) ?? [];
        Array.Sort(slabs, (left, right) => right.Bytes.CompareTo(left.Bytes));
        // A snapshot is whole: nothing of it may be looked up later.
        Array.ForEach(slabs, cache => _ = (cache.Aliases, cache.IsReclaimable));
        MemoryPressure? pressure = _gaps.ValueOf(nameof(MemorySnapshot.Pressure), PressureInfo.Read(root));
        MemoryUsage? usage = info is null ? null : MachineUsage.Of(info, counters, zones, root.PageSize);
        if (usage is not null)
            UsageVerdict.Explain(usage, info!, slabs);

        ProcessMemory[] processes = Processes();
        return new MemorySnapshot
        {
            Time = root.IsLive ? now : null,
            Uptime = Uptime.Read(root),
            BootTime = root.BootTime,
            HostName = HostName(),
            KernelVersion = root.KernelRelease,
            Source = root.IsLive ? null : root.Path,
            Summary = usage?.Summary ?? "",
            ProcessCount = processes.Length == 0 ? null : processes.Length,
            Usage = usage,
            MemInfo = info,
            Pressure = pressure,
            Slabs = slabs,
            Zones = zones,
            BuddyZones = buddies,
            Counters = counters,
            Processes = ProcessGroups.Largest(processes, processCount),
            ProcessGroups = ProcessGroups.Of(processes),
            Cgroups = Cgroups(),
            Shrinkers = SnapshotShrinkers.Read(root, _gaps, cancellation),
            AllocationSites = SnapshotSites.Read(root, _gaps),
            Missing = _gaps.ToArray(),
        };
    }

    private ProcessMemory[] Processes()
    {
        ProcessMemory[] seen = ProcessTable.Read(root, cancellation);
        ProcessMemory[] all = Array.FindAll(seen, process => !process.HasNoMemory);
        if (all.Length == 0)
            _gaps.Add(nameof(MemorySnapshot.Processes), "/proc", SystemFileStatus.Missing, root.IsLive ? "no process may be seen by this user" : "processes were not captured");
        else if (ProcessTable.HidesOthers(root, seen))
            _gaps.Add(nameof(MemorySnapshot.Processes), "/proc", SystemFileStatus.PermissionDenied, "those of others are hidden (hidepid)");
        return all;
    }

    private MemoryUsage[] Cgroups()
    {
        if (CgroupHierarchy.Find(root) is { } hierarchy)
            return CgroupSurvey.Read(root, hierarchy, cancellation);
        _gaps.Add(nameof(MemorySnapshot.Cgroups), "/sys/fs/cgroup", SystemFileStatus.Missing, "no cgroup hierarchy is mounted");
        return [];
    }

    private string? HostName()
    {
        foreach (string path in new[] { "/proc/sys/kernel/hostname", "/etc/hostname" })
        {
            using SystemFile file = root.Read(path);
            ReadOnlySpan<byte> name = new FieldCursor(file.Content.TrimEnd("\n\r \0"u8)).Next();
            // The longest name that the kernel takes.
            if (name.Length is > 0 and <= 64)
                return System.Text.Encoding.UTF8.GetString(name);
        }

        return null;
    }
}
