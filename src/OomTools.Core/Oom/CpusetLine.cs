namespace OomTools.Oom;

/// <summary><c>&lt;comm&gt; cpuset=&lt;name&gt; mems_allowed=&lt;list&gt;</c>, up to 4.20; printed in pieces from 3.16 on.</summary>
internal static class CpusetLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> cpuset, out ReadOnlySpan<byte> memsAllowed)
    {
        cpuset = memsAllowed = default;
        int at = line.IndexOf(" cpuset="u8);
        int mems = line.LastIndexOf(" mems_allowed="u8);
        if (at <= 0 || mems < at)
        {
            return false;
        }

        cpuset = line[(at + 8)..mems];
        memsAllowed = line[(mems + 14)..].TrimEnd((byte)' ');
        return true;
    }
}
