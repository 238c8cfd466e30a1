using System.Globalization;
using System.Text.RegularExpressions;

namespace OomTools.Tests.Shrinkers;

/// <summary>The same sums, made simply: regular expressions over whole lines, LINQ, no state but the last start of each task.</summary>
internal static partial class IndependentTrace
{
    /// <summary>Sums by function and address: calls, requested, scanned, freed.</summary>
    public static Dictionary<string, (long Calls, long Requested, long Scanned, long Freed, decimal Seconds)> Sums(IEnumerable<string> lines)
    {
        var sums = new Dictionary<string, (long Calls, long Requested, long Scanned, long Freed, decimal Seconds)>();
        var starts = new Dictionary<string, (string Key, long Requested, decimal Time)>();
        foreach (string line in lines)
        {
            Match match = Event().Match(line);
            if (!match.Success)
                continue;
            string task = match.Groups["pid"].Value;
            string key = match.Groups["fn"].Value + " " + match.Groups["shr"].Value;
            long total = Number(match.Groups["total"].Value);
            decimal time = decimal.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture);
            if (match.Groups["what"].Value == "start")
            {
                starts[task] = (key, total, time);
            }
            else if (starts.Remove(task, out (string Key, long Requested, decimal Time) start) && start.Key == key)
            {
                sums.TryGetValue(key, out var sum);
                sums[key] = (sum.Calls + 1, sum.Requested + start.Requested, sum.Scanned + start.Requested - total, sum.Freed + Number(match.Groups["ret"].Value), sum.Seconds + time - start.Time);
            }
        }
        return sums;
    }

    private static long Number(string text) => text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-(?<pid>\d+) .*? (?<time>\d+\.\d+): mm_shrink_slab_(?<what>start|end): +(?<fn>\S+)(?: \[\S+\])? (?<shr>\S+): .*total_scan (?<total>-?\d+)(?:.*return val (?<ret>-?\d+))?")]
    private static partial Regex Event();
}
