using System.Text.Json;

namespace OomTools.Core.Tests.Oom;

/// <summary>Every capture's console log against what is known from having produced it (truth.json).</summary>
public class TruthTests
{
    public static TheoryData<string> Captures()
    {
        var data = new TheoryData<string>();
        if (Samples.Root is { } root)
        {
            foreach (string truth in Directory.EnumerateFiles(root, "truth.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetRelativePath(root, Path.GetDirectoryName(truth)!));
            }
        }
        else
        {
            data.Add("");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Kinds_and_victims_are_those_of_the_run(string capture)
    {
        string folder = Path.Combine(Samples.RequireRoot(), capture);
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));
        JsonElement truth = document.RootElement;
        List<OomReport> reports = ConsoleFeeder.ReadFile(Path.Combine(folder, "console.log"));

        string kind = truth.GetProperty("kind").GetString()!;
        OomKind expected = kind switch
        {
            "global" => OomKind.Global,
            "memcg" => OomKind.Cgroup,
            "cpuset" => OomKind.Cpuset,
            "mempolicy" => OomKind.MemoryPolicy,
            "sysrq" => OomKind.Manual,
            "page-alloc-failure" => OomKind.AllocationFailure,
            _ => OomKind.Unknown,
        };
        if (expected == OomKind.Unknown)
        {
            Assert.Empty(reports);
            return;
        }

        Assert.NotEmpty(reports);
        Assert.All(reports, report => Assert.Equal(expected, report.Kind));

        // As many victims as kill lines, and every process of the run that died by SIGKILL is among them.
        Assert.Equal(truth.GetProperty("kill_lines_on_console").GetInt32(), reports.Sum(report => report.Victims.Length));
        var victims = reports.SelectMany(report => report.Victims).Select(victim => (victim.Pid, victim.Name)).ToList();
        foreach (JsonElement killed in truth.GetProperty("killed").EnumerateArray())
        {
            Assert.Contains((killed.GetProperty("pid").GetInt32(), killed.GetProperty("name").GetString()), victims);
        }
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Reports_whose_lines_are_all_there_are_complete(string capture)
    {
        string folder = Path.Combine(Samples.RequireRoot(), capture);
        List<OomReport> reports = ConsoleFeeder.ReadFile(Path.Combine(folder, "console.log"));
        string noTasks = "tasks";
        foreach (OomReport report in reports.Where(report => report.TriggerName is not null))
        {
            Assert.Equal(capture.EndsWith("anon-no-task-dump", StringComparison.Ordinal) ? noTasks : "", report.Missing);
        }
    }
}
