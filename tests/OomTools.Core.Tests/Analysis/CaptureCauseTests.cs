using System.Text.Json;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

/// <summary>Cause and accounting of every capture against what is known from having produced it (truth.json).</summary>
public class CaptureCauseTests
{
    public static TheoryData<string> Runs() => [.. CaptureFiles.Runs()];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_report_of_the_scenario_has_its_cause(string run)
    {
        JsonElement truth = Truth(run);
        OomCause? expected = CauseOf(truth);
        if (expected is null)
            return;

        bool failureRun = truth.GetProperty("kind").GetString() == "page-alloc-failure";
        OomReport[] reports = [.. CapturedReports.Of(run).Where(r => failureRun == (r.Kind == OomKind.AllocationFailure))];

        Assert.NotEmpty(reports);
        Assert.All(reports, report => Assert.Equal(expected, report.Cause));
    }

    /// <summary>
    /// Runs that end in kills also hold failures: 6.12.107-own/slab-signals begins with one of GFP_ATOMIC, which is about
    /// the reserve; the others are of tasks that were being killed, and what fills the memory is the same.
    /// </summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void Failures_beside_kills_are_told_apart(string run)
    {
        JsonElement truth = Truth(run);
        if (truth.GetProperty("kind").GetString() == "page-alloc-failure")
            return;

        Assert.All(
            CapturedReports.Of(run).Where(r => r.Kind == OomKind.AllocationFailure),
            report => Assert.Equal(
                report.GfpFlags?.Contains("GFP_ATOMIC", StringComparison.Ordinal) == true ? OomCause.AtomicReserve : CauseOf(truth),
                report.Cause));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_account_adds_up(string run) => Assert.All(CapturedReports.Of(run), report =>
    {
        if (report.MemInfo is null && report.CgroupStatistics.Length == 0)
            return;
        Assert.NotNull(report.TotalMemory);
        Assert.Equal(report.TotalMemory, report.UserMemory + report.KernelMemory + report.FreeMemory + report.UnaccountedMemory);

        // No counter is counted twice: a little is always left for drivers and per-CPU memory.
        Assert.InRange(report.UnaccountedMemory!.Value, -report.TotalMemory!.Value / 50, report.TotalMemory.Value * 7 / 10);
    });

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_figures_are_those_of_the_machine(string run)
    {
        JsonElement truth = Truth(run);
        if (!truth.TryGetProperty("meminfo_kb", out JsonElement snapshots) || !snapshots.TryGetProperty("during", out JsonElement during))
            return;
        OomReport? report = CapturedReports.Of(run).FirstOrDefault(r => r.MemInfo is not null && r.Kind != OomKind.Cgroup);
        if (report is null)
            return;

        long total = Kilobytes(during, "MemTotal");
        Assert.InRange(report.TotalMemory!.Value, total * 0.98, total * 1.02);

        // The snapshot was taken a little before memory ended: kinds that do not grow then are as they were.
        Assert.Equal(Kilobytes(during, "SwapTotal"), report.SwapTotal);
        Assert.Equal(Kilobytes(during, "Hugetlb"), report.HugePages ?? 0);
        if (report.Kind is OomKind.Global or OomKind.Manual)
        {
            // The stacks of nodes that the request may not use are not printed.
            Assert.InRange(report.KernelStack!.Value, Kilobytes(during, "KernelStack") * 0.8, Kilobytes(during, "KernelStack") * 1.2);
        }

        // What grew, grew at most by what was to be had then.
        long grown = Math.Max(Kilobytes(during, "MemFree"), Kilobytes(during, "MemAvailable")) + (long)(total * 0.1);
        Assert.InRange(report.AnonymousMemory!.Value, 0, Kilobytes(during, "AnonPages") + grown);
        Assert.InRange(report.SlabReclaimable!.Value + report.SlabUnreclaimable!.Value, 0, Kilobytes(during, "Slab") + grown);
        Assert.InRange(report.SharedMemory!.Value, 0, Kilobytes(during, "Shmem") + grown);
    }

    private static JsonElement Truth(string run) =>
        JsonDocument.Parse(File.ReadAllText(CaptureFiles.Sample(Path.Combine(run, "truth.json")))).RootElement;

    private static long Kilobytes(JsonElement snapshot, string name) => snapshot.GetProperty(name).GetInt64() * 1024;

    /// <summary>Null for runs in which nothing was to be reported.</summary>
    private static OomCause? CauseOf(JsonElement truth)
    {
        string? kind = truth.GetProperty("kind").GetString();
        if (truth.GetProperty("scenario").GetString() == "atomic-failure")
            return OomCause.AtomicReserve;
        if (kind == "sysrq")
            return OomCause.ManualRequest;
        if (kind is "none" or "no-oom")
            return null;

        return truth.GetProperty("dominant").GetString() switch
        {
            "user-anon" => OomCause.AnonymousMemory,
            "slab-unreclaimable" => OomCause.SlabUnreclaimable,
            "slab-reclaimable" => OomCause.SlabReclaimable,
            "shmem" => OomCause.SharedMemory,
            "hugetlb" => OomCause.HugePages,
            "page-tables" => OomCause.PageTables,
            "vmalloc" => OomCause.Vmalloc,
            "kernel-pages" => OomCause.Unaccounted,
            "fragmentation" => OomCause.Fragmentation,
            string other => throw new InvalidDataException(other),
            null => null,
        };
    }
}
