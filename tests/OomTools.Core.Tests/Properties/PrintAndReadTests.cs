using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>What a kernel prints, in whatever container, is read back value by value.</summary>
public class PrintAndReadTests
{
    private static readonly ReportKind[] s_kinds = Enum.GetValues<ReportKind>();

    public static TheoryData<string> Eras => [.. KernelEra.All.Select(era => era.Name)];

    public static TheoryData<string> Containers => [.. LogContainers.All.Select(container => container.Name)];

    [Theory]
    [MemberData(nameof(Eras))]
    public void Every_kind_of_report_of_a_kernel_is_read_back(string eraName)
    {
        KernelEra era = KernelEra.All.Single(one => one.Name == eraName);
        int eraNumber = KernelEra.All.ToList().IndexOf(era);
        for (int round = 0; round < 4; round++)
        {
            foreach (ReportKind kind in s_kinds.Where(era.Supports))
            {
                int seed = (eraNumber * 1000) + (round * 100) + (int)kind;
                LogContainer container = LogContainers.All[(seed * 7) % LogContainers.All.Count];
                PrintedLog log = new(container, seed);
                log.Add(ReportSource.Create(seed, era, kind));
                log.Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void Every_container_gives_back_a_log_of_many_reports(string containerName)
    {
        LogContainer container = LogContainers.All.Single(one => one.Name == containerName);
        int containerNumber = LogContainers.All.ToList().IndexOf(container);
        for (int round = 0; round < KernelEra.All.Count; round += 5)
        {
            KernelEra era = KernelEra.All[(round + containerNumber) % KernelEra.All.Count];
            int seed = 1_000_000 + (containerNumber * 1000) + (round * 20);
            PrintedLog log = new(container, seed);
            foreach (ReportKind kind in s_kinds.Where(era.Supports))
                log.Add(ReportSource.Create(seed + (int)kind, era, kind));
            log.Check();
        }
    }

    [Fact]
    public void A_report_with_a_hundred_thousand_tasks_is_read_back()
    {
        KernelEra era = KernelEra.All.Single(one => one.Name == "6.12");
        PrintedLog log = new(LogContainers.Dmesg, 7);
        log.Add(ReportSource.Create(7, era, ReportKind.Global, taskCount: 100_000));
        log.Check();
    }
}
