using System.Globalization;
using System.Text.Json;

namespace OomTools.Core.Tests.Oom;

/// <summary>Logs from the field against what a person read in them (index.json); read in place, never copied.</summary>
public class RealWorldTests
{
    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        if (Samples.Root is { } root && File.Exists(Path.Combine(root, "realworld", "index.json")))
        {
            using JsonDocument index = Index(root);
            foreach (JsonElement file in index.RootElement.GetProperty("files").EnumerateArray())
            {
                data.Add(file.GetProperty("file").GetString()!);
            }
        }
        else
        {
            data.Add("");
        }

        return data;
    }

    private static JsonDocument Index(string root) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "realworld", "index.json")));

    [Theory]
    [MemberData(nameof(Files))]
    public void Events_are_those_that_a_person_read(string name)
    {
        string root = Samples.RequireRoot();
        using JsonDocument index = Index(root);
        JsonElement file = index.RootElement.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("file").GetString() == name);
        List<OomReport> reports = Read(Path.Combine(root, "realworld", name));

        JsonElement[] events = [.. file.GetProperty("events").EnumerateArray()];
        Assert.Equal(events.Length, reports.Count);
        for (int i = 0; i < events.Length; i++)
        {
            OomReport report = reports[i];
            JsonElement e = events[i];
            OomKind kind = e.GetProperty("kind").GetString() switch
            {
                "global" => OomKind.Global,
                "memcg" => OomKind.Cgroup,
                _ => OomKind.AllocationFailure,
            };
            Assert.Equal(kind, report.Kind);
            Assert.Equal(file.GetProperty("kernel").GetString(), report.KernelVersion);
            Assert.Equal(e.GetProperty("trigger").GetString(), report.TriggerName);
            Assert.Equal(Number(e, "trigger_pid"), report.TriggerPid);
            Assert.Equal(Number(e, "order"), report.Order);
            Assert.Equal(e.GetProperty("victim").GetString(), report.VictimName);
            Assert.Equal(Number(e, "victim_pid"), report.VictimPid);
            Assert.Equal(Number(e, "total_vm_kb") * 1024, report.VictimTotalVm);
            Assert.Equal(Number(e, "anon_rss_kb") * 1024, report.Victims.FirstOrDefault()?.AnonRss);
            Assert.Equal(Number(e, "ram_pages") * 4096, report.MemInfo?.Ram);
            Assert.Equal(Number(e, "tasks_listed"), report.TaskCount);
            Assert.Equal(Number(e, "score"), report.Victims.FirstOrDefault()?.Score);
            Assert.Equal(Text(e, "constraint"), report.Constraint);
            Assert.Equal(Text(e, "memcg"), report.CgroupPath is null || Text(e, "memcg") is null ? null : report.CgroupPath);
            Assert.Equal(Number(e, "memcg_usage_kb") * 1024, Text(e, "memcg") is null ? null : report.CgroupUsage);
            Assert.Equal(Number(e, "memcg_limit_kb") * 1024, Text(e, "memcg") is null ? null : report.CgroupLimit);
            string mask = string.Create(CultureInfo.InvariantCulture, $"0x{report.GfpMask:x}");
            Assert.StartsWith(mask, Text(e, "gfp_mask"), StringComparison.Ordinal);
            if (Text(e, "gfp_mask")!.Contains('('))
            {
                Assert.Equal(Text(e, "gfp_mask"), $"{mask}({report.GfpFlags})");
            }
        }
    }

    private static long? Number(JsonElement e, string name) =>
        e.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static string? Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>As the module reads them: syslog's prefixes, mail's line breaks and all.</summary>
    private static List<OomReport> Read(string path)
    {
        using var reader = new OomLogReader(File.OpenRead(path), new OomLogOptions { TimeZone = TimeZoneInfo.Utc });
        var reports = new List<OomReport>();
        while (reader.Read(TestContext.Current.CancellationToken) is { } report)
        {
            reports.Add(report);
        }

        return reports;
    }
}
