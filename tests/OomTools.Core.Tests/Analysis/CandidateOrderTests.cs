using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

public class CandidateOrderTests
{
    private const long Page = 4096;
    private static readonly OomDomain s_machine = new() { TotalPages = 1_000_000, Release = new KernelRelease(6, 12) };

    [Fact]
    public void The_highest_score_is_first_and_its_parts_add_up()
    {
        OomCandidate[] order = CandidateOrder.Of([Process(10, 5000), Process(11, 1000, adjustment: 5), Process(12, 5900, swap: 50, tables: 49)], s_machine);

        Assert.Equal([11, 12, 10], order.Select(candidate => candidate.Pid));
        Assert.Equal([1, 2, 3], order.Select(candidate => candidate.Rank!.Value));
        // 1000 pages and 5 thousandths of a million.
        Assert.Equal([6000, 5999, 5000], order.Select(candidate => candidate.Score!.Value));
        Assert.All(order, candidate => Assert.Equal(candidate.Score * Page, candidate.Rss + candidate.Swap + candidate.PageTables + candidate.Adjustment));
    }

    [Theory]
    [InlineData(6, 12, 12)]
    [InlineData(5, 9, 12)]
    [InlineData(5, 8, 10)]
    public void Of_equals_the_last_one_dies_since_5_9(int major, int minor, int first)
    {
        OomDomain domain = s_machine with { Release = new KernelRelease(major, minor) };
        Assert.Equal(first, CandidateOrder.Of([Process(10, 5000), Process(11, 100), Process(12, 5000)], domain)[0].Pid);
    }

    [Theory]
    [InlineData(5, 1, 10)]
    [InlineData(5, 0, 12)]
    public void Before_5_1_a_child_died_for_its_parent(int major, int minor, int first)
    {
        OomDomain domain = s_machine with { Release = new KernelRelease(major, minor) };
        OomCandidate[] order = CandidateOrder.Of([Process(10, 5000), Process(11, 4000), Process(12, 300, parent: 10), Process(13, 200, parent: 10)], domain);
        Assert.Equal(first, order[0].Pid);
        Assert.Equal([1, 2, 3, 4], order.Select(candidate => candidate.Rank!.Value));
    }

    [Theory]
    [InlineData(4, 16, true, 970)]
    [InlineData(4, 16, false, 1000)]
    [InlineData(4, 17, true, 1000)]
    public void A_privileged_process_had_a_bonus_before_4_17(int major, int minor, bool isPrivileged, long score)
    {
        var process = new ProcessMemory { Pid = 9, Rss = 1000 * Page, IsPrivileged = isPrivileged, Uid = 0 };
        Assert.Equal(score, CandidateOrder.Of([process], s_machine with { Release = new KernelRelease(major, minor) })[0].Score);
    }

    [Fact]
    public void Before_3_6_the_kernels_own_figure_is_the_score() =>
        Assert.Equal(77, CandidateOrder.Of([Process(9, 1000, told: 77)], s_machine with { Release = new KernelRelease(2, 6) })[0].Score);

    [Fact]
    public void A_score_may_be_negative_since_5_9()
    {
        Assert.Equal(1000 - 900_000, CandidateOrder.Of([Process(9, 1000, adjustment: -900)], s_machine)[0].Score);
        Assert.Equal(1, CandidateOrder.Of([Process(9, 1000, adjustment: -900)], s_machine with { Release = new KernelRelease(5, 8) })[0].Score);
    }

    [Fact]
    public void Without_a_total_only_biased_processes_have_no_score()
    {
        OomCandidate[] order = CandidateOrder.Of([Process(10, 100, told: 700), Process(11, 5, adjustment: 9, told: 680), Process(12, 9, adjustment: 9, told: 690)], s_machine with { TotalPages = null });
        Assert.Equal([10, 12, 11], order.Select(candidate => candidate.Pid));
        Assert.Equal([100, null, null], order.Select(candidate => candidate.Score));
    }

    [Fact]
    public void Those_passed_over_come_last_and_say_why()
    {
        ProcessMemory[] processes =
        [
            Process(1, 900, told: 0),
            new() { Pid = 2, Name = "kthreadd", HasNoMemory = true, ParentPid = 0, State = "S", OomScore = 0 },
            new() { Pid = 3, Name = "kworker", HasNoMemory = true, ParentPid = 2, State = "I", OomScore = 0 },
            new() { Pid = 20, Name = "gone", HasNoMemory = true, ParentPid = 9, State = "Z", OomScore = 0 },
            Process(21, 9000, adjustment: -1000, told: 0),
            Process(22, 800, told: 0),
            Process(23, 5, adjustment: -999, told: 0),
            Process(24, 50, told: 666),
        ];
        OomCandidate[] order = CandidateOrder.Of(processes, s_machine);

        Assert.Equal([24, 23, 21, 1, 22, 2, 3, 20], order.Select(candidate => candidate.Pid));
        Assert.Equal(
            [OomExemption.None, OomExemption.None, OomExemption.Bias, OomExemption.Init, OomExemption.Skipped, OomExemption.KernelThread, OomExemption.KernelThread, OomExemption.Exiting],
            order.Select(candidate => candidate.Exemption));
        Assert.All(order, candidate => Assert.Equal(candidate.Rank is null, candidate.IsExempt));
        Assert.All(order, candidate => Assert.Equal(candidate.Score is null, candidate.IsExempt));
    }

    [Fact]
    public void The_init_of_a_container_is_an_ordinary_process()
    {
        Assert.Equal(OomExemption.None, CandidateOrder.ExemptionOf(Process(1, 900, told: 666), s_machine));
        // Before 5.9 the kernel's figure does not tell: pid 1 is taken for the machine's.
        Assert.Equal(OomExemption.Init, CandidateOrder.ExemptionOf(Process(1, 900, told: 1), s_machine with { Release = new KernelRelease(5, 4) }));
    }

    [Fact]
    public void A_process_whose_first_thread_has_ended_is_no_zombie() =>
        Assert.Equal(OomExemption.None, CandidateOrder.ExemptionOf(new ProcessMemory { Pid = 9, HasNoMemory = true, State = "Z", OomScore = 667 }, s_machine));

    [Fact]
    public void Only_the_cgroup_and_what_is_below_it_can_be_chosen()
    {
        ProcessMemory[] processes = [.. new[] { "/job", "/job/a", "/jobs", "/", null }.Select((path, i) => new ProcessMemory { Pid = 10 + i, Rss = Page, CgroupPath = path })];

        Assert.Equal([11, 10], CandidateOrder.Of(processes, s_machine with { CgroupPath = "/job" }).Select(candidate => candidate.Pid));
        Assert.Equal([10], CandidateOrder.Of(processes, s_machine with { CgroupPath = "/job", IsWithoutChildren = true }).Select(candidate => candidate.Pid));
        Assert.Equal(5, CandidateOrder.Of(processes, s_machine with { CgroupPath = "/" }).Length);
    }

    [Fact]
    public void A_process_that_may_not_use_the_nodes_is_passed_over()
    {
        ProcessMemory[] processes = [.. new[] { "0", "1", "0-3", null }.Select((nodes, i) => new ProcessMemory { Pid = 10 + i, Rss = Page, MemsAllowed = nodes })];

        OomCandidate[] order = CandidateOrder.Of(processes, s_machine with { Nodes = [1, 2] });
        Assert.Equal([13, 12, 11, 10], order.Select(candidate => candidate.Pid));
        Assert.Equal(OomExemption.OtherNodes, order[3].Exemption);
    }

    private static ProcessMemory Process(int pid, long rss, int adjustment = 0, long swap = 0, long tables = 0, int parent = 1, int? told = null) => new()
    {
        Pid = pid,
        ParentPid = parent,
        Rss = rss * Page,
        Swap = swap * Page,
        PageTables = tables * Page,
        OomScoreAdj = adjustment,
        OomScore = told,
        Uid = 1000,
    };
}
