using System.Globalization;

namespace OomTools.Analysis;

/// <summary>The first two numbers of a kernel release ("5.10.0-32-amd64"); decides which arithmetic the kernel used.</summary>
internal readonly record struct KernelRelease(int Major, int Minor)
{
    /// <summary>Without a release the newest rules are assumed: most logs are of young kernels.</summary>
    public static KernelRelease Newest { get; } = new(int.MaxValue, 0);

    /// <summary>Reads a release; <see cref="Newest"/> when it does not start with two numbers.</summary>
    public static KernelRelease Parse(string? release)
    {
        ReadOnlySpan<char> text = release;
        if (!TryNumber(ref text, out int major) || text.IsEmpty || text[0] != '.')
            return Newest;

        text = text[1..];
        return TryNumber(ref text, out int minor) ? new KernelRelease(major, minor) : Newest;
    }

    /// <summary>Whether this release is older than another.</summary>
    public bool IsBefore(int major, int minor) => Major < major || (Major == major && Minor < minor);

    private static bool TryNumber(ref ReadOnlySpan<char> text, out int number)
    {
        int length = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
