using System.Text.Json;
using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Procfs;

public sealed class MemoryUsageTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    public static IEnumerable<TheoryDataRow<string>> WorstMoments => Snapshot.All()
        .Where(row => row.Data == "collection-is-absent" || row.Data.EndsWith("/during", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void The_parts_add_up_to_all_memory(string snapshot)
    {
        MemoryUsage usage = Read(Snapshot.Root(snapshot));
        Assert.Equal(Snapshot.MemInfo(snapshot, "MemTotal") * 1024, usage.TotalMemory);
        Assert.Equal(usage.TotalMemory, usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory);
        Assert.Equal(usage.KernelMemory, usage.Slab + usage.KernelMiscReclaimable + usage.KernelStack + usage.PageTables + (usage.SecPageTables ?? 0)
            + usage.Percpu + usage.Vmalloc + (usage.Compressed ?? 0) + (usage.Gpu ?? 0) + usage.OtherKernelMemory);
        Assert.Equal(usage.UserMemory, usage.AnonymousMemory + usage.SharedMemory + usage.FileMemory + usage.Unevictable + usage.HugePages);
        Assert.Equal(usage.UserMemory - usage.HugePages, usage.Lru);
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Nearly_all_memory_of_a_machine_is_accounted_for(string snapshot)
    {
        MemoryUsage usage = Read(Snapshot.Root(snapshot));
        // Small machines: what drivers and the network hold is megabytes, not percents. Only the module oomleak takes pages past
        // all counters: 10 MB in driver-leak, and in atomic-failure until none are left.
        bool takesPages = snapshot.Contains("/driver-leak/", StringComparison.Ordinal) || snapshot.Contains("/atomic-failure/", StringComparison.Ordinal);
        Assert.InRange(usage.UnaccountedMemory!.Value, -2L << 20, takesPages ? 64L << 20 : 12L << 20);
    }

    [Theory]
    [MemberData(nameof(WorstMoments))]
    public void The_largest_part_is_what_filled_the_memory(string snapshot)
    {
        using var truth = JsonDocument.Parse(File.ReadAllBytes(CaptureFiles.Sample(Path.GetDirectoryName(snapshot) + "/truth.json")));
        string dominant = truth.RootElement.GetProperty("dominant").GetString()!;
        // Fragmentation is no amount of memory, and a healthy machine has no culprit.
        if (dominant is "none" or "fragmentation")
            return;
        Assert.Equal(dominant, LargestPart(UsageOf(snapshot, truth.RootElement)));
    }

    [Fact]
    public void The_machine_of_a_page_table_leak()
    {
        // 6.1.0-50-amd64/page-tables/during, read in meminfo and zoneinfo by hand.
        MemoryUsage usage = Read(Snapshot.Root("6.1.0-50-amd64/page-tables/during"));
        Assert.Equal(208732L << 10, usage.TotalMemory);
        Assert.Equal(121732L << 10, usage.PageTables);
        Assert.Equal((9016L - 1056) << 10, usage.Vmalloc);
        Assert.Equal((16172L << 10) + usage.FreePerCpu, usage.FreeMemory);
    }

    [Fact]
    public void The_pool_of_zram_counts_as_compressed_memory()
    {
        MemoryUsage usage = Read(Snapshot.Root("6.1.0-50-amd64/anon-zram/during"));
        long zspages = Snapshot.Number(Snapshot.Fields(Snapshot.Lines("6.1.0-50-amd64/anon-zram/during", "proc/vmstat").Single(line => line.StartsWith("nr_zspages ", StringComparison.Ordinal)))[1]);
        Assert.InRange(zspages, 1, long.MaxValue);
        Assert.Equal(zspages * 4096, usage.Compressed);
    }

    [Fact]
    public void Locked_shared_memory_is_not_taken_for_anonymous()
    {
        // 100 MB with SHM_LOCK are unevictable; 40 MB of tmpfs and 30 MB of anonymous memory are on the lists.
        MemInfo info = Parse("MemTotal: 400000 kB\nMemFree: 200000 kB\nActive(anon): 70000 kB\nInactive(anon): 0 kB\nActive(file): 0 kB\nInactive(file): 0 kB\nUnevictable: 100000 kB\nMlocked: 0 kB\nAnonPages: 30000 kB\nShmem: 140000 kB\n");
        MemoryUsage usage = MachineUsage.Of(info, [], [], 4096)!;
        Assert.Equal(30000L << 10, usage.AnonymousMemory);
        Assert.Equal(140000L << 10, usage.SharedMemory);
        Assert.Equal(170000L << 10, usage.UserMemory);
    }

    [Fact]
    public void Memory_locked_by_mlock_is_not_taken_for_shared()
    {
        MemInfo info = Parse("MemTotal: 400000 kB\nMemFree: 200000 kB\nActive(anon): 70000 kB\nInactive(anon): 0 kB\nActive(file): 0 kB\nInactive(file): 0 kB\nUnevictable: 100000 kB\nMlocked: 100000 kB\nAnonPages: 130000 kB\nShmem: 40000 kB\n");
        MemoryUsage usage = MachineUsage.Of(info, [], [], 4096)!;
        Assert.Equal(30000L << 10, usage.AnonymousMemory);
        Assert.Equal(usage.UserMemory, usage.AnonymousMemory + usage.SharedMemory + usage.FileMemory + usage.Unevictable + usage.HugePages);
    }

    [Fact]
    public void Old_kernels_do_not_tell_how_much_vmalloc_holds()
    {
        // 3.10: address space, ioremap included. No KReclaimable, Hugetlb, Percpu.
        MemInfo info = Parse("MemTotal: 400000 kB\nMemFree: 200000 kB\nActive(anon): 1 kB\nInactive(anon): 1 kB\nActive(file): 1 kB\nInactive(file): 1 kB\nUnevictable: 0 kB\nVmallocUsed: 370000 kB\nHugePages_Total: 10\nHugepagesize: 2048 kB\nSReclaimable: 5 kB\nSUnreclaim: 6 kB\n");
        MemoryUsage usage = MachineUsage.Of(info, [], [], 4096)!;
        Assert.Null(usage.Vmalloc);
        Assert.Equal(11 << 10, usage.KernelMemory);
        Assert.Equal(20480L << 10, usage.HugePages);
    }

    [Fact]
    public void Without_the_lists_there_is_no_account() => Assert.Null(MachineUsage.Of(Parse("MemTotal: 1 kB\nMemFree: 1 kB\n"), [], [], 4096));

    internal static MemoryUsage Read(SystemRoot root) => MachineUsage.Of(
        MemInfoFile.Read(root).Value!,
        VmStat.Read(root).Value!,
        ZoneInfo.Read(root).Value!,
        root.PageSize)!;

    // A database host with RHEL 7: 40 pages of 1 GiB, which its meminfo does not know, beside 10 of 2 MiB.
    [Fact]
    public void Huge_pages_of_another_size_than_the_default_are_found_in_sysfs()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/meminfo", "MemTotal: 67108864 kB\nMemFree: 8388608 kB\nActive(anon): 1048576 kB\nInactive(anon): 0 kB\nActive(file): 1048576 kB\nInactive(file): 0 kB\nHugePages_Total: 10\nHugePages_Free: 10\nHugepagesize: 2048 kB\n");
        foreach ((string size, int pages, int free) in new[] { ("1048576", 40, 16), ("2048", 10, 10), ("x", 9, 9) })
        {
            tree.Write($"sys/kernel/mm/hugepages/hugepages-{size}kB/nr_hugepages", $"{pages}\n");
            tree.Write($"sys/kernel/mm/hugepages/hugepages-{size}kB/free_hugepages", $"{free}\n");
        }

        MemInfo info = MemInfoFile.Read(tree.Root).Value!;
        MemoryUsage usage = MachineUsage.Of(info, [], [], 4096)!;
        Assert.Equal((40L << 30) + (20L << 20), usage.HugePages);
        UsageVerdict.Explain(usage, info, []);
        Assert.Equal(OomCause.HugePages, usage.Cause);
        Assert.Contains("the huge page pool holds 63 % of RAM (40 of 64 GiB), 16 GiB of it unused", usage.Summary, StringComparison.Ordinal);
        Assert.Equal(usage.TotalMemory, usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory);
    }

    private static MemInfo Parse(string text) => MemInfoFile.Parse(System.Text.Encoding.ASCII.GetBytes(text))!;

    private static MemoryUsage UsageOf(string snapshot, JsonElement truth)
    {
        SystemRoot root = Snapshot.Root(snapshot);
        if (truth.GetProperty("kind").GetString() != "memcg")
            return Read(root);
        return CgroupUsage.Of(CgroupFiles.Read(root, truth.GetProperty("facts").GetProperty("cgroup_with_limit").GetString()!).Value!)!;
    }

    private static string LargestPart(MemoryUsage usage)
    {
        var parts = new Dictionary<string, long?>
        {
            ["user-anon"] = usage.AnonymousMemory,
            ["shmem"] = usage.SharedMemory,
            ["file"] = usage.FileMemory,
            ["unevictable"] = usage.Unevictable,
            ["hugetlb"] = usage.HugePages,
            ["slab-unreclaimable"] = usage.SlabUnreclaimable,
            ["slab-reclaimable"] = usage.SlabReclaimable,
            ["page-tables"] = usage.PageTables,
            ["kernel-stacks"] = usage.KernelStack,
            ["vmalloc"] = usage.Vmalloc,
            ["percpu"] = usage.Percpu,
            ["compressed"] = usage.Compressed,
            ["kernel-pages"] = usage.UnaccountedMemory,
        };
        return parts.MaxBy(part => part.Value ?? 0).Key;
    }
}
