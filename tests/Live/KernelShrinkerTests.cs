using System.Globalization;
using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>The kernel's own list of shrinkers (debugfs, CONFIG_SHRINKER_DEBUG), which these tests read for themselves as well.</summary>
public class KernelShrinkerTests
{
    private const int Files = 3000;

    [Fact]
    public void What_is_listed_is_what_the_kernel_counts()
    {
        string shrinkers = Require();
        Dictionary<string, long> before = Counts(shrinkers);
        IReadOnlyList<PSObject> told = StagedModule.Run("Get-KernelShrinker");
        Dictionary<string, long> after = Counts(shrinkers);

        Assert.Equal(before.Keys.Intersect(after.Keys).Order(), told.Select(Entry).Where(entry => before.ContainsKey(entry) && after.ContainsKey(entry)).Order());
        // The machine works meanwhile: those that stood still are to be told exactly.
        PSObject[] still = [.. told.Where(shrinker => before.TryGetValue(Entry(shrinker), out long was) && after.TryGetValue(Entry(shrinker), out long became) && was == became)];
        Assert.NotEmpty(still);
        Assert.All(still, shrinker => Assert.Equal(before[Entry(shrinker)], Value<long>(shrinker, "Objects")));
    }

    [Fact]
    public void Parts_by_cgroup_and_node_add_up()
    {
        string shrinkers = Require();
        using DiskFolder folder = Fill();
        Dictionary<string, long> counts = Counts(shrinkers);
        string largest = counts.MaxBy(count => count.Value).Key;
        string name = largest[..largest.LastIndexOf('-')];
        IReadOnlyList<PSObject> parts = StagedModule.Run($"Get-KernelShrinker '{name}' -ByCgroup -ByNode");
        Assert.All(parts, part => Assert.True(Value<long>(part, "CgroupInode") > 0 && Value<int>(part, "Node") >= 0));
        long sum = parts.Where(part => Entry(part) == largest).Sum(part => Value<long>(part, "Objects"));
        Assert.InRange(sum, counts[largest] * 9 / 10, counts[largest] * 11 / 10);
    }

    [Fact]
    public void A_scan_frees_what_nobody_uses_and_WhatIf_does_not()
    {
        string shrinkers = Require();
        Dictionary<string, long> before = Counts(shrinkers);
        using DiskFolder folder = Fill();
        (string entry, long grown) = Counts(shrinkers).Select(count => (count.Key, count.Value - before.GetValueOrDefault(count.Key))).MaxBy(count => count.Item2);
        if (grown < Files)
            Assert.Skip("No shrinker has the dentries of this file system.");
        int dash = entry.LastIndexOf('-');
        string target = $"-Name '{entry[..dash]}' -Id {entry[(dash + 1)..]}";

        Assert.Empty(StagedModule.Run($"Invoke-KernelShrinker {target} -WhatIf"));
        Assert.InRange(Counts(shrinkers)[entry], Files, long.MaxValue);

        // So many objects and no more, then the rest.
        PSObject some = Assert.Single(StagedModule.Run($"Invoke-KernelShrinker {target} -Count 500 -Confirm:$false"));
        Assert.Equal(500, Value<long>(some, "Requested"));
        Assert.InRange(Value<long>(some, "Freed"), 1, 1500);
        long left = Counts(shrinkers)[entry];
        IReadOnlyList<PSObject> runs = StagedModule.Run($"Invoke-KernelShrinker {target} -Confirm:$false");
        Assert.True(runs.Sum(run => Value<long>(run, "Freed")) > left / 2, "Most dentries are in use.");
        Assert.InRange(Counts(shrinkers)[entry], 0, left / 2);
    }

    [Fact]
    public void What_a_trace_says_was_freed_is_gone_from_the_list()
    {
        string shrinkers = Require();
        _ = LiveTracing.Open();
        using DiskFolder folder = Fill();
        Dictionary<string, long> before = Counts(shrinkers);
        IReadOnlyList<PSObject> activity = StagedModule.Run("Measure-KernelShrinker -While { $null = Clear-KernelCache Slab -Confirm:$false }");
        Dictionary<string, long> after = Counts(shrinkers);

        long gone = FileSystems(before) - FileSystems(after);
        if (gone < Files)
            Assert.Skip("The file system keeps its dentries.");
        // Inodes follow their dentries into the list, and are freed on top.
        long freed = activity.Where(shrinker => Value<string>(shrinker, "Name").StartsWith("sb-", StringComparison.Ordinal)).Sum(shrinker => Value<long>(shrinker, "Freed"));
        Assert.InRange(freed, gone * 9 / 10, long.MaxValue);
        // Kinds have the names of the list.
        Assert.All(
            activity.Select(shrinker => Value<string>(shrinker, "Name")).Where(name => name.EndsWith("-*", StringComparison.Ordinal)),
            kind => Assert.Contains(before.Keys, entry => entry.StartsWith(kind[..^1], StringComparison.Ordinal)));
    }

    private static long FileSystems(Dictionary<string, long> counts) =>
        counts.Where(count => count.Key.StartsWith("sb-", StringComparison.Ordinal)).Sum(count => count.Value);

    /// <summary>Files that were made and closed: their dentries and inodes wait for someone who needs the memory.</summary>
    private static DiskFolder Fill()
    {
        DiskFolder folder = DiskFolder.Create("oomtools-dentries");
        for (int i = 0; i < Files; i++)
            File.WriteAllBytes(Path.Combine(folder.Path, i.ToString(CultureInfo.InvariantCulture)), []);
        return folder;
    }

    /// <summary>Objects by shrinker, as debugfs has them: "inode objects-on-node-0 ...", a line for each cgroup.</summary>
    private static Dictionary<string, long> Counts(string shrinkers)
    {
        var counts = new Dictionary<string, long>();
        foreach (string directory in Directory.GetDirectories(shrinkers))
        {
            try
            {
                counts[Path.GetFileName(directory)] = File.ReadAllLines(directory + "/count")
                    .Sum(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Sum(number => long.Parse(number, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It vanished with its file system.
            }
        }

        return counts;
    }

    private static string Require()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("debugfs needs root on Linux.");
        string? debug = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(fields => fields[2] == "debugfs")?[1];
        if (debug is null)
            Assert.Skip("debugfs is not mounted.");
        if (!Directory.Exists(debug + "/shrinker"))
            Assert.Skip("This kernel lists no shrinkers (CONFIG_SHRINKER_DEBUG).");
        return debug + "/shrinker";
    }

    private static string Entry(PSObject shrinker) => $"{Value<string>(shrinker, "Name")}-{Value<int>(shrinker, "Id")}";

    private static T Value<T>(PSObject result, string property) => LanguagePrimitives.ConvertTo<T>(result.Properties[property].Value);
}
