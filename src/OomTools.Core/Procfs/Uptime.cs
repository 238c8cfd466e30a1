using System.Buffers.Text;

namespace OomTools.Procfs;

/// <summary><c>/proc/uptime</c>: seconds since boot, with hundredths, suspended time included.</summary>
internal static class Uptime
{
    public const string Path = "/proc/uptime";

    /// <summary>Time since boot; null where it is not to be seen.</summary>
    public static TimeSpan? Read(SystemRoot root)
    {
        using SystemFile file = root.Read(Path);
        ReadOnlySpan<byte> field = new FieldCursor(file.Content).Next();
        return Utf8Parser.TryParse(field, out double seconds, out int length) && length == field.Length && seconds is > 0 and < 1e11
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
