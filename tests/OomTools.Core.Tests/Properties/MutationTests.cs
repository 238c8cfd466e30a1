using System.Text;
using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>However a log was mangled: nothing is thrown, nothing hangs, and a report that stayed whole comes out.</summary>
public class MutationTests
{
    private const int LogsPerMutation = 40;

    public static TheoryData<MutationKind> Kinds => [.. Enum.GetValues<MutationKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mangled_report_does_not_harm_its_neighbours(MutationKind mutation)
    {
        for (int i = 0; i < LogsPerMutation; i++)
        {
            int seed = ((int)mutation * 10_000) + i;
            Random random = new(seed);
            KernelEra era = KernelEra.All[random.Next(KernelEra.All.Count)];
            LogContainer container = LogContainers.All[i % LogContainers.All.Count];
            LogWriter writer = new(container);
            // A gap of seconds and other lines stand between, as in life.
            int first = Add(writer, Whole(seed, era), out GeneratedReport before);
            int second = Add(writer, Any(seed + 1_000, era, random), out _);
            int third = Add(writer, Whole(seed + 2_000, era), out GeneratedReport after);
            LogEntry[] entries = [.. writer.Entries];
            List<LogEntry> mangled = Mutation.Apply(mutation, entries[first..second], random, new NoiseSource(seed).Some(20) is { Count: > 0 } noise ? noise : [new(6, "usb 1-1: reset")]);
            byte[] log = writer.ToBytes([.. entries[..first], .. mangled, .. entries[second..third]]);
            Find(before, log, container, $"{mutation}, seed {seed}, the report before");
            Find(after, log, container, $"{mutation}, seed {seed}, the report after");
        }
    }

    [Fact]
    public void Reports_of_two_hosts_may_interleave()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            LogWriter left = new(LogContainers.Syslog) { Host = "alpha" };
            LogWriter right = new(LogContainers.Syslog) { Host = "beta" };
            Add(left, Whole(seed, Era(random)), out GeneratedReport one);
            Add(right, Whole(seed + 5_000, Era(random)), out GeneratedReport other);
            byte[] log = left.ToBytes(Interleave(left.Entries, right.Entries, random));
            Find(one, log, LogContainers.Syslog, $"seed {seed}, host alpha");
            Find(other, log, LogContainers.Syslog, $"seed {seed}, host beta");
        }
    }

    [Fact]
    public void Lines_of_others_inside_a_report_do_no_harm()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            LogContainer container = LogContainers.All[seed % LogContainers.All.Count];
            LogWriter writer = new(container);
            Add(writer, Whole(seed, Era(random)), out GeneratedReport report);
            List<LogEntry> mixed = Mutation.Apply(MutationKind.ForeignLines, writer.Entries, random, [.. new NoiseSource(seed).Some(30), new(6, "usb 1-1: reset")]);
            Find(report, writer.ToBytes(mixed), container, $"seed {seed}");
        }
    }

    [Fact]
    public void Bytes_of_any_kind_are_survived()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            LogWriter writer = new(LogContainers.All[seed % LogContainers.All.Count]);
            Add(writer, Any(seed, Era(random), random), out _);
            byte[] log = writer.ToBytes();
            for (int i = random.Next(1, 200); i > 0; i--)
                log[random.Next(log.Length)] = (byte)random.Next(256);
            int from = random.Next(log.Length);
            _ = BoundedReader.Read(log);
            _ = BoundedReader.Read(log[from..]);
            _ = BoundedReader.Read(log[..from]);
        }
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("random")]
    [InlineData("one endless line")]
    [InlineData("headers only")]
    [InlineData("markers only")]
    public void What_is_no_log_does_no_harm(string what)
    {
        byte[] log = new byte[4 << 20];
        string? text = what switch
        {
            "one endless line" => "x invoked oom-killer: ",
            "headers only" => "x invoked oom-killer: gfp_mask=0x0, order=0, oom_score_adj=0\n",
            "markers only" => "invoked oom-killer\nKilled process\noom-kill:constraint=\npage allocation failure\nMem-Info:\n",
            _ => null,
        };
        if (what == "random")
            new Random(1).NextBytes(log);
        else if (text is not null)
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, log.Length / text.Length))).CopyTo(log, 0);
        List<OomReport> reports = BoundedReader.Read(log);
        Assert.All(reports, report => Assert.True(report.TriggerName is null || report.TriggerName.Length < 4096));
        if (what == "headers only")
            Assert.Equal(log.Length / text!.Length, reports.Count);
        if (what == "zeros")
            Assert.Empty(reports);
    }

    private static KernelEra Era(Random random) => KernelEra.All[random.Next(KernelEra.All.Count)];

    /// <summary>A kind of report with header, tables and a kill: what "whole" can be told of.</summary>
    private static GeneratedReport Whole(int seed, KernelEra era) =>
        ReportSource.Create(seed, era, seed % 3 == 0 ? ReportKind.Cgroup : ReportKind.Global, isNasty: seed % 2 == 0);

    private static GeneratedReport Any(int seed, KernelEra era, Random random)
    {
        ReportKind[] kinds = [.. Enum.GetValues<ReportKind>().Where(era.Supports)];
        return ReportSource.Create(seed, era, kinds[random.Next(kinds.Length)]);
    }

    private static int Add(LogWriter writer, GeneratedReport report, out GeneratedReport same)
    {
        writer.Add(new NoiseSource(report.Seed).Some(3));
        writer.Add(report);
        same = report;
        return writer.Entries.Count;
    }

    private static List<LogEntry> Interleave(IReadOnlyList<LogEntry> left, IReadOnlyList<LogEntry> right, Random random)
    {
        List<LogEntry> mixed = [];
        int i = 0;
        int j = 0;
        while (i < left.Count || j < right.Count)
            mixed.Add(j == right.Count || (i < left.Count && random.Next(2) == 0) ? left[i++] : right[j++]);
        return mixed;
    }

    private static void Find(GeneratedReport report, byte[] log, LogContainer container, string what)
    {
        List<OomReport> read = BoundedReader.Read(log);
        OomReport? same = read.Find(one => one.VictimPid == report.Victims[0].Pid && one.TriggerPid == report.TriggerPid);
        if (same is null)
            Assert.Fail($"{what}: {report} in {container} is not among the {read.Count} read.{Keep(log, report, container)}");
        IReadOnlyList<string> found = ReportComparison.Compare(report, same, container, isTrusting: true);
        if (found.Count > 0)
            Assert.Fail($"{what}: {report} in {container}: {found[0]}.{Keep(log, report, container)}");
    }

    private static string Keep(byte[] log, GeneratedReport report, LogContainer container)
    {
        string? directory = Environment.GetEnvironmentVariable("OOMTOOLS_KEEP_FAILED_LOGS");
        if (directory is null)
            return "";
        string path = Path.Combine(directory, $"mutated-{container}-{report.Seed}.log");
        File.WriteAllBytes(path, log);
        return " " + path;
    }
}
