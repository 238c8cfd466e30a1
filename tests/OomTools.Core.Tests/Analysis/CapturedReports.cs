using System.Collections.Concurrent;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

/// <summary>The reports of a run of the collection, read once a process.</summary>
internal static class CapturedReports
{
    private static readonly ConcurrentDictionary<string, OomReport[]> s_runs = new();

    public static OomReport[] Of(string run)
    {
        string file = CaptureFiles.Sample(Path.Combine(run, "console.log"));
        return s_runs.GetOrAdd(run, _ => CaptureFiles.Read(file));
    }

    public static OomReport First(string run)
    {
        OomReport[] reports = Of(run);
        Assert.NotEmpty(reports);
        return reports[0];
    }
}
