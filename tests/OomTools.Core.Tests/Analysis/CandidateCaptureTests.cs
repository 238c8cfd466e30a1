using System.Text.Json;
using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Tests.Captures;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Analysis;

/// <summary>The processes of real machines: their sizes and the kernel's own oom_score were read together (processes.txt).</summary>
public sealed class CandidateCaptureTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots() => Snapshot.All();

    /// <summary>Where processes took all memory and were captured before the kernel killed: there the largest one says whom.</summary>
    public static IEnumerable<TheoryDataRow<string>> Runs()
    {
        foreach (string run in CaptureFiles.Runs())
        {
            if (run == "collection-is-absent" || IsKillOfProcesses(run))
                yield return run;
        }
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Scores_are_those_the_kernel_said(string snapshot)
    {
        ProcessMemory[] processes = Processes(snapshot);
        long total = (Snapshot.MemInfo(snapshot, "MemTotal")!.Value + Snapshot.MemInfo(snapshot, "SwapTotal")!.Value) / 4;
        OomCandidate[] candidates = CandidateOrder.Of(processes, OomDomains.OfMachine(Snapshot.Root(snapshot)).Value!);

        Assert.Equal(processes.Length, candidates.Length);
        foreach (OomCandidate candidate in candidates)
        {
            // fs/proc/base.c since 5.9. The machine moved between the files: 4 of 1000 are 4 pages of each MiB.
            long expected = candidate.IsExempt ? 0 : (1000 + (candidate.Score!.Value * 1000 / total)) * 2 / 3;
            Assert.InRange(candidate.OomScore!.Value, expected - 4, expected + 4);
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_first_candidate_is_of_those_that_were_killed(string run)
    {
        string snapshot = run + "/during";
        OomCandidate first = CandidateOrder.Of(Processes(snapshot), OomDomains.OfMachine(Snapshot.Root(snapshot)).Value!)[0];
        // processes.txt has the first word of a name.
        Assert.Contains(Truth(run).GetProperty("killed").EnumerateArray(), process => process.GetProperty("name").GetString()!.Split(' ')[0] == first.Name);
    }

    private static bool IsKillOfProcesses(string run)
    {
        JsonElement truth = Truth(run);
        return truth.GetProperty("kind").GetString() == "global" && truth.GetProperty("dominant").GetString() == "user-anon"
            && truth.GetProperty("killed_count") is { ValueKind: JsonValueKind.Number } count && count.GetInt32() > 0
            && File.Exists(CaptureFiles.Sample(run + "/during/processes.txt"));
    }

    private static JsonElement Truth(string run) => JsonDocument.Parse(File.ReadAllText(CaptureFiles.Sample(run + "/truth.json"))).RootElement;

    // Eight numbers follow the name.
    private static ProcessMemory[] Processes(string snapshot) =>
        [.. Snapshot.Lines(snapshot, "processes.txt").Skip(1).Select(Snapshot.Fields).Select(fields => new ProcessMemory
        {
            Pid = (int)Snapshot.Number(fields[0]),
            ParentPid = (int)Snapshot.Number(fields[1]),
            Name = string.Join(' ', fields[2..^8]),
            Rss = Snapshot.Number(fields[^8]) << 10,
            Swap = Snapshot.Number(fields[^4]) << 10,
            PageTables = Snapshot.Number(fields[^3]) << 10,
            OomScore = (int)Snapshot.Number(fields[^2]),
            OomScoreAdj = (int)Snapshot.Number(fields[^1]),
        })];
}
