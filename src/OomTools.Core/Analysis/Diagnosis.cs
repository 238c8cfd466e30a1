namespace OomTools.Analysis;

/// <summary>From the facts of a report to its verdict: cause, accounting, summary, evidence, advice.</summary>
internal static class Diagnosis
{
    /// <summary>Fills in what follows from the facts. Pure: no clock, no file, no culture.</summary>
    public static void Explain(OomReport report) => report.Summary = report.Kind.ToString();
}
