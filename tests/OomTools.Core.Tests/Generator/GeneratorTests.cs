using System.Text;
using System.Text.RegularExpressions;
using OomTools.Generator;
using OomTools.Generator.Printing;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Generator;

/// <summary>The generator itself: it repeats what it made, and prints what real kernels printed.</summary>
public partial class GeneratorTests
{
    /// <summary>Lines whose fields and order must be a real kernel's.</summary>
    private static readonly string[] s_starts =
    [
        "active_anon:", " active_file:", " unevictable:", " slab_reclaimable:", " mapped:", " sec_pagetables:", " kernel_misc", " free:",
        "Node 0 active_anon:", "Node 0 DMA32 free:", "Node 0 hugepages", "lowmem_reserve[]:", "[  pid  ]", "Tasks state", "Memory cgroup",
        "memory: usage", "swap: usage", "Out of memory: Killed", "oom-kill:", "Free swap", "Total swap", "Unreclaimable", "Name  ",
    ];

    [Theory]
    [InlineData("5.10.0-32-amd64/global-anon/console.log", "5.10", ReportKind.Global)]
    [InlineData("6.1.0-50-amd64/global-anon/messages.txt", "6.1", ReportKind.Global)]
    [InlineData("6.1.0-50-amd64/memcg-nested/console.log", "6.1", ReportKind.Cgroup)]
    [InlineData("6.12.107+deb13-amd64/memcg-group-kill/console.log", "6.12", ReportKind.CgroupGroup)]
    [InlineData("6.12.107-own/driver-leak/console.log", "6.12", ReportKind.Global)]
    [InlineData("7.3.4+deb13-amd64/slab-unix/console.log", "7.3", ReportKind.Global)]
    [InlineData("7.3.4+deb13-amd64/memcg/console.log", "7.3", ReportKind.Cgroup)]
    public void Lines_have_the_fields_that_a_real_kernel_printed(string capture, string eraName, ReportKind kind)
    {
        HashSet<string> real = [.. Shapes(File.ReadLines(CaptureFiles.Fixture(capture)).Select(line => Prefix().Replace(line, "")))];
        KernelEra era = KernelEra.All.Single(one => one.Name == eraName);
        HashSet<string> printed = [];
        for (int seed = 0; seed < 40; seed++)
        {
            GeneratedReport report = ReportSource.Create(seed, era, kind, isNasty: false);
            printed.UnionWith(Shapes(ReportPrinter.Print(report).SelectMany(record => record.Text.Split('\n'))));
        }
        Assert.NotEmpty(real);
        Assert.Empty(real.Except(printed));
    }

    [Fact]
    public void A_seed_gives_the_same_report_again()
    {
        foreach (KernelEra era in KernelEra.All)
        {
            string first = Text(ReportSource.Create(11, era, ReportKind.Global));
            Assert.Equal(first, Text(ReportSource.Create(11, era, ReportKind.Global)));
            Assert.NotEqual(first, Text(ReportSource.Create(12, era, ReportKind.Global)));
        }
    }

    [Fact]
    public void Task_names_fit_into_fifteen_bytes()
    {
        KernelEra era = KernelEra.All[^1];
        for (int seed = 0; seed < 100; seed++)
        {
            GeneratedReport report = ReportSource.Create(seed, era, ReportKind.Global);
            Assert.All(report.Tasks!, task => Assert.True(Encoding.UTF8.GetByteCount(task.Name) <= 15, task.Name));
        }
    }

    private static string Text(GeneratedReport report) => string.Join('\n', ReportPrinter.Print(report).Select(record => record.Text));

    private static IEnumerable<string> Shapes(IEnumerable<string> lines) =>
        lines.Where(line => s_starts.Any(start => line.StartsWith(start, StringComparison.Ordinal))).Select(Shape);

    /// <summary>The line without its values: numbers, yes and no, names and paths.</summary>
    private static string Shape(string line)
    {
        string shape = Number().Replace(line, "0");
        shape = Name().Replace(shape, "$1$2");
        return Reserve().Replace(YesNo().Replace(shape, "? x"), "lowmem_reserve[]: 0");
    }

    [GeneratedRegex(@"^([A-Z][a-z]{2} [ \d]\d [\d:]{8} \S+ \S+ kernel: )?(\[ *\d+\.\d{6}\])?(\[ *[TC]\d+\])? ")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"-?\d+(-\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"(for |constraint=|cpuset=|oom_memcg=|task_memcg=|task=|\()[^,:]*?([,:)]|$)")]
    private static partial Regex Name();

    [GeneratedRegex(@"\? (yes|no)")]
    private static partial Regex YesNo();

    [GeneratedRegex(@"lowmem_reserve\[\]:( 0)+")]
    private static partial Regex Reserve();
}
