using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Snapshots;
using OomTools.Tests.Captures;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Analysis;

public sealed class SlabSinceTests
{
    private const long MiB = 1 << 20;
    private static readonly DateTime s_kill = new(2026, 11, 25, 3, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_report_learns_what_became_of_the_slab_it_blames()
    {
        OomReport report = Report(OomCause.SlabReclaimable);
        SlabSince.Add(report, State());

        Assert.Equal(
            [
                "What the log says.",
                "Now, 12 min 5 s after the report: slab holds 4.3 GiB (unreclaimable 200 MiB, reclaimable 4.1 GiB); at the time of the report 4.5 GiB.",
                "Now: dentry holds 4.1 GiB, 97 % freeable, nobody asked.",
            ],
            report.Evidence.Select(evidence => evidence.Statement));
        Assert.Equal([null, s_kill.AddSeconds(725), s_kill.AddSeconds(725)], report.Evidence.Select(evidence => evidence.Time));
        Assert.Equal(4200 * MiB, report.Evidence[2].Bytes);
        Assert.Equal(4200.0 / 8192, report.Evidence[2].Share!.Value, 6);
        // What the log says stays.
        Assert.Equal((4400 * MiB, 210 * MiB), (report.SlabReclaimable, report.SlabUnreclaimable));
        Assert.Equal("", report.Summary);
    }

    [Fact]
    public void The_cache_that_the_report_names_is_found_by_any_of_its_names()
    {
        OomReport report = Report(OomCause.SlabUnreclaimable, new SlabCache { Name = "UNIX", Bytes = 300 * MiB });
        SlabSince.Add(report, State());
        Assert.Equal(
            "Now: signal_cache (also PING, RAW, UDP-Lite, UNIX and 1 more) holds 100 MiB, at the time of the report 300 MiB, allocated by sk_prot_alloc (net/core/sock.c:2231).",
            report.Evidence[2].Statement);
        // dentry is larger, but not of the kind that the report blames.
        Assert.Equal(3, report.Evidence.Length);
    }

    [Theory]
    [InlineData(OomCause.SlabReclaimable, OomKind.Global, true)]
    [InlineData(OomCause.SlabUnreclaimable, OomKind.AllocationFailure, true)]
    [InlineData(OomCause.SlabUnreclaimable, OomKind.Cgroup, false)]
    [InlineData(OomCause.AnonymousMemory, OomKind.Global, false)]
    public void Slab_matters_where_the_machine_s_slab_is_blamed(OomCause cause, OomKind kind, bool expected) =>
        Assert.Equal(expected, SlabSince.Matters(new OomReport { Cause = cause, Kind = kind }));

    [Fact]
    public void What_may_not_be_read_is_not_said()
    {
        OomReport report = Report(OomCause.SlabReclaimable);
        SlabSince.Add(report, new SlabState());
        Assert.Single(report.Evidence);
        SlabSince.Add(report, new SlabState { Memory = new MemInfo { SReclaimable = 7 * MiB, SUnreclaim = MiB } });
        Assert.Equal("Now: slab holds 8 MiB (unreclaimable 1 MiB, reclaimable 7 MiB); at the time of the report 4.5 GiB.", report.Evidence[1].Statement);
        Assert.Equal((8 * MiB, null, null), (report.Evidence[1].Bytes, report.Evidence[1].Share, report.Evidence[1].Time));
    }

    [Fact]
    public void Names_that_others_chose_are_made_harmless()
    {
        OomReport report = Report(OomCause.SlabUnreclaimable, new SlabCache { Name = "evil\u001b[2J", Bytes = 1 });
        var cache = new SlabCache { Name = "evil\u001b[2J", Aliases = ["a\u001b]0;x\u0007"], Bytes = MiB };
        SlabSince.Add(report, new SlabState { Caches = [cache], Large = [cache] });
        Assert.All(report.Evidence, evidence => Assert.DoesNotContain(evidence.Statement, char.IsControl));
    }

    [Fact]
    public void A_captured_machine_tells_names_sizes_and_who_took_the_objects()
    {
        const string Run = "6.12.107-own/slab-unix";
        OomReport report = CaptureFiles.Read(CaptureFiles.Sample(Run + "/console.log"))[^1];
        int told = report.Evidence.Length;
        SlabState state = SlabStateReader.Read(Snapshot.Root(Run + "/during"), TimeProvider.System, TestContext.Current.CancellationToken);
        SlabSince.Add(report, state);

        Assert.True(state.IsCaptured);
        Assert.Contains(
            "When this was captured: kmalloc-cg-1k (also PING, RAW, UNIX, UNIX-STREAM) holds 56.2 MiB, at the time of the report 63.9 MiB, allocated by sk_prot_alloc (net/core/sock.c:2173).",
            report.Evidence[told..].Select(evidence => evidence.Statement));
    }

    [Fact]
    public void Only_what_is_large_is_asked_and_shrinkers_count_as_they_do_for_all()
    {
        const string Run = "6.12.107-own/shrinkers/caches-full";
        SlabState state = SlabStateReader.Read(Snapshot.Root(Run), TimeProvider.System, TestContext.Current.CancellationToken);
        SlabCache[] all = SlabInfo.Read(Snapshot.Root(Run)).Value!;
        SlabJoin.AddShrinkers(Snapshot.Root(Run), all, TestContext.Current.CancellationToken);
        SlabCache[] freeable = Array.FindAll(state.Large, cache => cache.FreeableObjects is not null);
        Assert.Contains(freeable, cache => cache.Name == "dentry");
        Assert.All(freeable, cache => Assert.Equal(Array.Find(all, one => one.Name == cache.Name)!.FreeableObjects, cache.FreeableObjects));
        Assert.All(state.Large, cache => Assert.True(cache.Bytes >= 0.05 * all.Sum(one => one.Bytes)));
    }

    [Theory]
    [InlineData("proc/x/dmesg.txt", 28, "7.3.4", true)]
    [InlineData("kmsg.txt", 28, "7.3.4", true)]
    [InlineData("dmesg.txt", 300, "7.3.4", false)] // It had not run so long.
    [InlineData("dmesg.txt", 28, "6.1.0", false)] // Another kernel, so another boot.
    [InlineData("console.log", 28, "7.3.4", false)] // May reach over many boots.
    [InlineData("/var/crash/1/dmesg.txt", 28, "7.3.4", false)]
    public void A_report_without_a_time_is_of_the_captured_boot_only_in_a_dump_of_the_ring_buffer(string source, int uptime, string kernel, bool expected)
    {
        using TemporaryTree tree = Tree();
        Assert.Equal(expected, CapturedBoot.Has(tree.Root, new OomReport { Source = source, Uptime = TimeSpan.FromSeconds(uptime), KernelVersion = kernel }));
    }

    [Theory]
    [InlineData(-3600, false)]
    [InlineData(30, true)]
    [InlineData(100, true)]
    [InlineData(7200, false)]
    public void A_report_with_a_time_is_of_the_captured_boot_if_it_was_then(int secondsAfterBoot, bool expected)
    {
        using TemporaryTree tree = Tree();
        Assert.Equal(expected, CapturedBoot.Has(tree.Root, new OomReport { Source = "var/log/kern.log", Time = s_kill.AddSeconds(secondsAfterBoot) }));
    }

    private static TemporaryTree Tree()
    {
        var tree = new TemporaryTree();
        tree.Write("proc/version", "Linux version 7.3.4 (x) #1 SMP\n");
        tree.Write("proc/uptime", "100.25 1.88\n");
        tree.Write("proc/stat", $"btime {new DateTimeOffset(s_kill).ToUnixTimeSeconds()}\n");
        return tree;
    }

    private static OomReport Report(OomCause cause, params SlabCache[] slabs) => new()
    {
        Cause = cause,
        Time = s_kill,
        Slabs = slabs,
        SlabReclaimable = 4400 * MiB,
        SlabUnreclaimable = 210 * MiB,
        Evidence = [new OomEvidence { Statement = "What the log says." }],
    };

    private static SlabState State()
    {
        SlabCache dentry = new() { Name = "dentry", Bytes = 4200 * MiB, ActiveObjects = 1000, FreeableObjects = 970, IsReclaimable = true };
        SlabCache sockets = new()
        {
            Name = "signal_cache",
            Aliases = ["PING", "RAW", "UDP-Lite", "UNIX", "UNIX-STREAM"],
            Bytes = 100 * MiB,
            ActiveObjects = 1000,
            IsReclaimable = false,
            AllocationSites = [new AllocationSite { Function = "sk_prot_alloc", File = "net/core/sock.c", Line = 2231, Calls = 900 }],
        };
        return new SlabState
        {
            Time = s_kill.AddSeconds(725),
            Memory = new MemInfo { MemTotal = 8192 * MiB, SReclaimable = 4200 * MiB, SUnreclaim = 200 * MiB },
            Counters = [new VmCounter { Name = "slabs_scanned", Value = 0 }],
            Caches = [sockets, dentry],
            Large = [sockets, dentry],
        };
    }
}
