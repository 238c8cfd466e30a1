namespace OomTools.Logs;

/// <summary>Names of syslog facilities and levels, as <c>dmesg -x</c> and BusyBox print them.</summary>
internal static class FacilityNames
{
    public static bool IsKernel(ReadOnlySpan<byte> name) => name.SequenceEqual("kern"u8);

    public static bool IsFacility(ReadOnlySpan<byte> name) =>
        IsKernel(name) || Contains("user mail daemon auth syslog lpr news uucp cron authpriv ftp security ntp"u8, name)
        || (name.Length == 6 && name.StartsWith("local"u8));

    public static bool IsLevel(ReadOnlySpan<byte> name) =>
        Contains("emerg alert crit err error warn warning notice info debug panic"u8, name);

    private static bool Contains(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        while (!names.IsEmpty)
        {
            int end = names.IndexOf((byte)' ');
            ReadOnlySpan<byte> next = end < 0 ? names : names[..end];
            if (next.SequenceEqual(name))
                return true;
            names = end < 0 ? default : names[(end + 1)..];
        }

        return false;
    }
}
