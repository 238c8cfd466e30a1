namespace OomTools.Formatting;

/// <summary>The system call that a call trace began with.</summary>
internal static class SystemCall
{
    /// <summary>Entry functions since 4.17 (<c>__x64_sys_read</c>); before, <c>sys_read</c> and <c>SyS_read</c>.</summary>
    private static readonly string[] s_prefixes = ["__x64_sys_", "__arm64_sys_", "__ia32_sys_", "__s390x_sys_", "__se_sys_", "SyS_", "sys_"];

    /// <summary>The call's name; null for a page fault, an interrupt or a kernel thread.</summary>
    public static string? Of(string[] callTrace)
    {
        // The outermost reliable frame; unreliable ones are left over from earlier calls.
        for (int i = callTrace.Length - 1; i >= 0; i--)
        {
            string frame = callTrace[i];
            foreach (string prefix in s_prefixes)
            {
                if (frame.StartsWith(prefix, StringComparison.Ordinal))
                    return frame[prefix.Length..(frame.IndexOfAny(['+', '.', ' ', '/']) is var end && end > prefix.Length ? end : frame.Length)];
            }
        }

        return null;
    }
}
