using System.Buffers.Text;
using System.Text;

namespace OomTools.Procfs;

/// <summary><c>/proc/PID/status</c>: a name and a value a line, memory in kB. World-readable unless mounted with hidepid.</summary>
internal ref struct ProcessStatus
{
    /// <summary>Whether the text is a status file.</summary>
    public bool IsFound;

    /// <summary>The name with the kernel's escapes. A process may have an empty one.</summary>
    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> State;
    public ReadOnlySpan<byte> MemsAllowed;
    public long? ParentPid;
    public long? ThreadGroup;
    public long? Uid;
    public long? Threads;
    public long? TotalVm;
    public long? Rss;
    public long? AnonRss;
    public long? FileRss;
    public long? ShmemRss;
    public long? Swap;
    public long? PageTables;
    public long? HugePages;
    public bool? IsPrivileged;
    public long? Locked;

    // CAP_SYS_ADMIN in include/uapi/linux/capability.h.
    private const int SysAdmin = 21;

    /// <summary>Reads what is there. Lines may be missing, and unknown ones are passed over.</summary>
    public static ProcessStatus Parse(ReadOnlySpan<byte> text)
    {
        var status = default(ProcessStatus);
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            int colon = line.IndexOf((byte)':');
            if (colon > 0)
                status.Accept(line[..colon], line[(colon + 1)..]);
        }
        return status;
    }

    /// <summary>The name as the process set it: the kernel writes newlines and backslashes as <c>\n</c> and <c>\\</c>.</summary>
    public static string Unescape(ReadOnlySpan<byte> name)
    {
        if (name.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(name);
        Span<byte> plain = name.Length <= 256 ? stackalloc byte[name.Length] : new byte[name.Length];
        int length = 0;
        for (int i = 0; i < name.Length; i++)
        {
            byte next = i + 1 < name.Length ? name[i + 1] : (byte)0;
            if (name[i] != '\\' || (next != 'n' && next != '\\'))
                plain[length++] = name[i];
            else
            {
                plain[length++] = next == 'n' ? (byte)'\n' : next;
                i++;
            }
        }
        return Encoding.UTF8.GetString(plain[..length]);
    }

    // Length and first letter tell nearly all of the lines apart that are not wanted.
    private void Accept(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key.Length)
        {
            case 3 when key.SequenceEqual("Uid"u8): Uid = Number(value); break;
            case 4 when key.SequenceEqual("Name"u8) && !IsFound: AcceptName(value); break;
            case 4 when key.SequenceEqual("PPid"u8): ParentPid = Number(value); break;
            case 4 when key.SequenceEqual("Tgid"u8): ThreadGroup = Number(value); break;
            case 5 when key.SequenceEqual("State"u8): State = new FieldCursor(value).Next(); break;
            case 5 when key.SequenceEqual("VmLck"u8): Locked = Bytes(value); break;
            case 5 when key.SequenceEqual("VmRSS"u8): Rss = Bytes(value); break;
            case 5 when key.SequenceEqual("VmPTE"u8) || key.SequenceEqual("VmPMD"u8): PageTables = Sum(PageTables, Bytes(value)); break;
            case 6 when key.SequenceEqual("VmSize"u8): TotalVm = Bytes(value); break;
            case 6 when key.SequenceEqual("VmSwap"u8): Swap = Bytes(value); break;
            case 6 when key.SequenceEqual("CapEff"u8): IsPrivileged = HasBit(value, SysAdmin); break;
            case 7 when key.SequenceEqual("RssAnon"u8): AnonRss = Bytes(value); break;
            case 7 when key.SequenceEqual("RssFile"u8): FileRss = Bytes(value); break;
            case 7 when key.SequenceEqual("Threads"u8): Threads = Number(value); break;
            case 8 when key.SequenceEqual("RssShmem"u8): ShmemRss = Bytes(value); break;
            case 12 when key.SequenceEqual("HugetlbPages"u8): HugePages = Bytes(value); break;
            case 17 when key.SequenceEqual("Mems_allowed_list"u8): MemsAllowed = new FieldCursor(value).Next(); break;
        }
    }

    // The kernel separates by a tab; blanks behind it are the name's.
    private void AcceptName(ReadOnlySpan<byte> value)
    {
        IsFound = true;
        Name = value.Length > 0 && value[0] == '\t' ? value[1..] : value.TrimStart((byte)' ');
    }

    private static long? Number(ReadOnlySpan<byte> value) => new FieldCursor(value).TryNext(out long number) ? number : null;

    private static long? Bytes(ReadOnlySpan<byte> value) => Number(value) is { } kilobytes ? KernelNumber.Multiply(kilobytes, 1024) : null;

    private static bool? HasBit(ReadOnlySpan<byte> value, int bit) =>
        Utf8Parser.TryParse(new FieldCursor(value).Next(), out ulong mask, out _, 'x') ? (mask >> bit & 1) != 0 : null;

    private static long? Sum(long? sum, long? part) => part is { } value ? KernelNumber.Add(sum ?? 0, value) : sum;
}
