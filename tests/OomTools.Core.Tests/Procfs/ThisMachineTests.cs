using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

/// <summary>The running machine. What only root may read is skipped, and said so.</summary>
public sealed class ThisMachineTests
{
    private readonly SystemRoot _root = new();

    public ThisMachineTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux.");

    [Fact]
    public void The_machine_is_known()
    {
        Assert.True(_root.IsLive);
        Assert.Equal(Environment.SystemPageSize, _root.PageSize);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), _root.KernelRelease);
        Assert.InRange(_root.BootTime!.Value, DateTime.UnixEpoch.AddYears(30), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public void Its_memory_adds_up()
    {
        MemoryUsage usage = MemoryUsageTests.Read(_root);
        Assert.Equal(usage.TotalMemory, usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory);
        Assert.InRange((double)usage.UnaccountedMemory!.Value / usage.TotalMemory!.Value, -0.02, 0.2);
    }

    [Fact]
    public void World_readable_files_are_read()
    {
        Assert.NotEmpty(VmStat.Read(_root).Value!);
        Assert.NotEmpty(BuddyInfo.Read(_root).Value!);
        MemoryZone[] zones = ZoneInfo.Read(_root).Value!;
        long present = File.ReadAllLines("/proc/zoneinfo").Select(Snapshot.Fields).Where(fields => fields[0] == "present").Sum(fields => Snapshot.Number(fields[1]));
        Assert.Equal(present * _root.PageSize, zones.Sum(zone => zone.Present));
    }

    [Fact]
    public void Slab_caches_hold_no_more_than_slab_memory()
    {
        SystemReading<SlabCache[]> reading = SlabInfo.Read(_root);
        Assert.SkipUnless(reading.Status == SystemFileStatus.Ok, $"/proc/slabinfo: {reading.Status}; it needs root.");
        MemInfo info = MemInfoFile.Read(_root).Value!;
        Assert.InRange(reading.Value!.Sum(cache => cache.Bytes), info.Slab!.Value / 2, info.Slab.Value + (16 << 20));
        Assert.Equal(reading.Value!.Length, reading.Value.Select(cache => cache.Name).Distinct().Count());
        SlabCache dentry = reading.Value.Single(cache => cache.Name == "dentry");
        Assert.True(dentry.IsReclaimable);
    }

    [Fact]
    public void Page_types_add_up_to_the_free_blocks()
    {
        SystemReading<MigrateTypeBlocks[]> reading = PageTypeInfo.Read(_root);
        Assert.SkipUnless(reading.Status == SystemFileStatus.Ok, $"/proc/pagetypeinfo: {reading.Status}; it needs root.");
        Assert.All(BuddyInfo.Read(_root, reading.Value).Value!, zone => Assert.NotEmpty(zone.MigrateTypes));
    }

    [Fact]
    public void Its_root_cgroup_is_read()
    {
        SystemReading<CgroupMemory> reading = CgroupFiles.Read(_root, "/");
        Assert.SkipUnless(reading.Status == SystemFileStatus.Ok, $"No memory cgroups here: {reading.Error}");
        Assert.NotEmpty(reading.Value!.Statistics);
    }
}
