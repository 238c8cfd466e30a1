using System.Globalization;
using System.Text.Json;

namespace OomTools.Tests;

public sealed class MemoryUsageTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_verdict_of_a_machine_full_of_sockets()
    {
        MemoryUsage usage = Usage(CapturedTree.Slab);
        Assert.Equal(OomCause.SlabUnreclaimable, usage.Cause);
        Assert.Matches(@"^Kernel space: slab holds 59 % of RAM \(120 of 204 MiB\); LRU 23 %; signal_cache alone holds 48\.4 MiB; free \d+ %\.$", usage.Summary);
    }

    [Fact]
    public void Every_capture_s_memory_adds_up_to_MemTotal()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            long total = long.Parse(CapturedTree.Fields(tree, "meminfo").First(fields => fields[0] == "MemTotal:")[1], CultureInfo.InvariantCulture) * 1024;
            MemoryUsage usage = Usage(tree);
            Assert.True(total == usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory, tree);
            Assert.True(total == usage.TotalMemory, tree);
        }
    }

    [Fact]
    public void Every_capture_taken_while_memory_was_full_names_what_filled_it()
    {
        int judged = 0;
        foreach (string tree in CapturedTree.Collection().Where(tree => Path.GetFileName(tree) == "during"))
        {
            if (Expected(Path.Combine(tree, "..", "truth.json")) is not { } cause)
                continue;
            Assert.True(cause == Usage(tree).Cause, $"{tree}: {cause} expected, not {Usage(tree).Cause}");
            judged++;
        }

        Assert.True(judged > 40);
    }

    [Fact]
    public void The_running_machine_s_memory_adds_up_for_any_user()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The running kernel is read on Linux only.");
        var usage = (MemoryUsage)Assert.Single(_session.Run("Get-MemoryUsage")).BaseObject;
        Assert.Empty(_session.Errors);
        Assert.Equal(usage.TotalMemory, usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory);
        Assert.NotEqual(OomCause.Unknown, usage.Cause);
    }

    private MemoryUsage Usage(string root)
    {
        var usage = (MemoryUsage)Assert.Single(_session.Run("Get-MemoryUsage -Root $args[0]", root)).BaseObject;
        Assert.Empty(_session.Errors);
        return usage;
    }

    /// <summary>What the run was made to fill the memory with; null where that was not an amount of memory.</summary>
    private static OomCause? Expected(string truth)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(truth));
        return document.RootElement.GetProperty("dominant").GetString() switch
        {
            "user-anon" => OomCause.AnonymousMemory,
            "shmem" => OomCause.SharedMemory,
            "slab-unreclaimable" => OomCause.SlabUnreclaimable,
            "page-tables" => OomCause.PageTables,
            "hugetlb" => OomCause.HugePages,
            "vmalloc" => OomCause.Vmalloc,
            _ => null,
        };
    }
}
