using System.Globalization;
using OomTools.Text;

namespace OomTools.Formatting;

public static partial class OomView
{
    /// <summary>A candidate's cgroup, of which the end says most; the cgroup that dies as a whole; or why it is passed over.</summary>
    public static string Candidate(object? cgroupPath, object? oomGroup, object? exemption, int width)
    {
        return Plain(exemption)?.ToString() switch
        {
            nameof(OomExemption.Init) => "exempt: init",
            nameof(OomExemption.KernelThread) => "exempt: kernel",
            nameof(OomExemption.Exiting) => "exempt: exiting",
            nameof(OomExemption.Bias) => "exempt: adj -1000",
            nameof(OomExemption.Skipped) => "exempt: skipped",
            nameof(OomExemption.OtherNodes) => "exempt: nodes",
            _ => Tail(Plain(oomGroup) as string ?? Plain(cgroupPath) as string, Plain(oomGroup) is string ? "all of " : "", width),
        };
    }

    private static string Tail(string? path, string prefix, int width)
    {
        string text = SafeText.Clean(path);
        int room = width - prefix.Length;
        return prefix + (text.Length > room ? string.Concat("…", text.AsSpan(text.Length - room + 1)) : text);
    }

    /// <summary>The largest order that is free.</summary>
    public static string LargestOrder(object? value) => Number(value) is long order ? string.Create(CultureInfo.InvariantCulture, $"order {order}") : "";
}
