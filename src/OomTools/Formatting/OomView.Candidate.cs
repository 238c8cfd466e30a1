using System.Globalization;
using OomTools.Text;

namespace OomTools.Formatting;

public static partial class OomView
{
    /// <summary>A candidate's cgroup, of which the end says most; or why it is passed over.</summary>
    public static string Candidate(object? cgroupPath, object? exemption, int width)
    {
        string text = Plain(exemption)?.ToString() switch
        {
            nameof(OomExemption.Init) => "exempt: init",
            nameof(OomExemption.KernelThread) => "exempt: kernel",
            nameof(OomExemption.Exiting) => "exempt: exiting",
            nameof(OomExemption.Bias) => "exempt: adj -1000",
            nameof(OomExemption.Skipped) => "exempt: skipped",
            nameof(OomExemption.OtherNodes) => "exempt: nodes",
            _ => SafeText.Clean(Plain(cgroupPath) as string),
        };
        return text.Length > width ? string.Concat("…", text.AsSpan(text.Length - width + 1)) : text;
    }

    /// <summary>The largest order that is free.</summary>
    public static string LargestOrder(object? value) => Number(value) is long order ? string.Create(CultureInfo.InvariantCulture, $"order {order}") : "";
}
