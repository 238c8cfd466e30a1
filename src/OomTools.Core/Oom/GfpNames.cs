using System.Globalization;
using System.Text;

namespace OomTools.Oom;

/// <summary>The names of GFP flags, read and written as the kernel does. Source: <c>include/trace/events/mmflags.h</c>.</summary>
internal static class GfpNames
{
    private readonly record struct Named(string Name, GfpFlag Flags);

    // In the kernel's matching order: the biggest first, then what is left bit by bit.
    private static readonly Named[] s_composites =
    [
        new("GFP_TRANSHUGE", GfpFlag.TransHugeLight | GfpFlag.DirectReclaim),
        new("GFP_TRANSHUGE_LIGHT", GfpFlag.TransHugeLight),
        new("GFP_HIGHUSER_MOVABLE", GfpFlag.HighUserMovable),
        new("GFP_HIGHUSER", GfpFlag.User | GfpFlag.HighMem),
        new("GFP_USER", GfpFlag.User),
        new("GFP_TEMPORARY", GfpFlag.Kernel | GfpFlag.Reclaimable),
        new("GFP_KERNEL_ACCOUNT", GfpFlag.Kernel | GfpFlag.Account),
        new("GFP_KERNEL", GfpFlag.Kernel),
        new("GFP_NOFS", GfpFlag.Reclaim | GfpFlag.Io),
        new("GFP_ATOMIC", GfpFlag.High | GfpFlag.Atomic | GfpFlag.KswapdReclaim),
        new("GFP_NOIO", GfpFlag.Reclaim),
        new("GFP_NOWAIT", GfpFlag.KswapdReclaim),
    ];

    private static readonly Named[] s_singles =
    [
        new("GFP_DMA", GfpFlag.Dma), new("GFP_DMA32", GfpFlag.Dma32),
        new("__GFP_DMA", GfpFlag.Dma), new("__GFP_DMA32", GfpFlag.Dma32),
        new("__GFP_HIGHMEM", GfpFlag.HighMem), new("__GFP_HIGH", GfpFlag.High), new("__GFP_ATOMIC", GfpFlag.Atomic),
        new("__GFP_IO", GfpFlag.Io), new("__GFP_FS", GfpFlag.Fs), new("__GFP_COLD", GfpFlag.Cold),
        new("__GFP_NOWARN", GfpFlag.NoWarn), new("__GFP_RETRY_MAYFAIL", GfpFlag.RetryMayFail),
        new("__GFP_REPEAT", GfpFlag.RetryMayFail), new("__GFP_NOFAIL", GfpFlag.NoFail),
        new("__GFP_NORETRY", GfpFlag.NoRetry), new("__GFP_COMP", GfpFlag.Comp), new("__GFP_ZERO", GfpFlag.Zero),
        new("__GFP_NOMEMALLOC", GfpFlag.NoMemAlloc), new("__GFP_MEMALLOC", GfpFlag.MemAlloc),
        new("__GFP_HARDWALL", GfpFlag.HardWall), new("__GFP_THISNODE", GfpFlag.ThisNode),
        new("__GFP_RECLAIMABLE", GfpFlag.Reclaimable), new("__GFP_MOVABLE", GfpFlag.Movable),
        new("__GFP_ACCOUNT", GfpFlag.Account), new("__GFP_NOTRACK", GfpFlag.NoTrack), new("__GFP_WRITE", GfpFlag.Write),
        new("__GFP_RECLAIM", GfpFlag.Reclaim), new("__GFP_DIRECT_RECLAIM", GfpFlag.DirectReclaim),
        new("__GFP_WAIT", GfpFlag.DirectReclaim), new("__GFP_KSWAPD_RECLAIM", GfpFlag.KswapdReclaim),
        new("__GFP_OTHER_NODE", GfpFlag.OtherNode), new("__GFP_NO_KSWAPD", GfpFlag.NoKswapd),
        new("__GFP_NOLOCKDEP", GfpFlag.NoLockdep), new("__GFP_ZEROTAGS", GfpFlag.ZeroTags),
        new("__GFP_SKIP_ZERO", GfpFlag.SkipZero), new("__GFP_SKIP_KASAN", GfpFlag.SkipKasan),
        new("__GFP_SKIP_KASAN_UNPOISON", GfpFlag.SkipKasan), new("__GFP_SKIP_KASAN_POISON", GfpFlag.SkipKasanPoison),
        new("__GFP_NO_OBJ_EXT", GfpFlag.NoObjExt),
    ];

    /// <summary>All names that are read, composites first.</summary>
    public static IEnumerable<string> All
    {
        get
        {
            foreach (Named named in s_composites)
                yield return named.Name;
            foreach (Named named in s_singles)
                yield return named.Name;
        }
    }

    /// <summary>The flags that printed names stand for; false when not one name is known.</summary>
    public static bool TryRead(ReadOnlySpan<char> names, out GfpFlag flags)
    {
        flags = GfpFlag.None;
        bool any = false;
        while (!names.IsEmpty)
        {
            int bar = names.IndexOf('|');
            ReadOnlySpan<char> name = bar < 0 ? names : names[..bar];
            names = bar < 0 ? default : names[(bar + 1)..];
            if (TryFind(s_composites, name, out GfpFlag found) || TryFind(s_singles, name, out found))
            {
                flags |= found;
                any = true;
            }
        }

        return any;
    }

    /// <summary>The names of a bare number, in the kernel's order.</summary>
    public static string Write(GfpBitTable table, ulong mask)
    {
        GfpFlag left = table.Decode(mask, out ulong unknown);
        var text = new StringBuilder(64);
        foreach (Named composite in s_composites)
        {
            if (Matches(table, composite, left))
            {
                Add(text, composite.Name);
                left &= ~Printed(table, composite.Flags);
            }
        }

        foreach (Named single in s_singles)
        {
            if ((left & single.Flags) == single.Flags && single.Flags != GfpFlag.None)
            {
                Add(text, table.HasWait && single.Flags == GfpFlag.DirectReclaim ? "__GFP_WAIT" : single.Name);
                left &= ~single.Flags;
            }
        }

        if (unknown != 0)
        {
            Add(text, string.Create(CultureInfo.InvariantCulture, $"0x{unknown:x}"));
        }

        // Up to 4.3 nothing at all is GFP_NOWAIT.
        return text.Length > 0 ? text.ToString() : table.HasWait ? "GFP_NOWAIT" : "none";
    }

    /// <summary>How little sense a mask makes in a table: bits without meaning, and names beside a composite.</summary>
    public static int Strangeness(GfpBitTable table, ulong mask)
    {
        const int UnknownBit = 5;
        const int NoComposite = 3;
        GfpFlag left = table.Decode(mask, out ulong unknown);
        bool composite = mask == 0;
        foreach (Named named in s_composites)
        {
            if (Matches(table, named, left))
            {
                composite = true;
                left &= ~Printed(table, named.Flags);
            }
        }

        return System.Numerics.BitOperations.PopCount(unknown) * UnknownBit
            + System.Numerics.BitOperations.PopCount((ulong)left)
            + (composite ? 0 : NoComposite);
    }

    private static bool Matches(GfpBitTable table, Named composite, GfpFlag flags)
    {
        GfpFlag wanted = Printed(table, composite.Flags);
        return wanted != GfpFlag.None && (flags & wanted) == wanted;
    }

    /// <summary>A composite as this table's kernels define it.</summary>
    private static GfpFlag Printed(GfpBitTable table, GfpFlag composite)
    {
        if (table.HasWait)
        {
            composite &= ~(GfpFlag.KswapdReclaim | GfpFlag.Atomic);
        }
        else if (!table.HasAtomic)
        {
            composite &= ~GfpFlag.Atomic;
        }

        return composite;
    }

    private static bool TryFind(Named[] table, ReadOnlySpan<char> name, out GfpFlag flags)
    {
        foreach (Named named in table)
        {
            if (name.SequenceEqual(named.Name))
            {
                flags = named.Flags;
                return true;
            }
        }

        flags = GfpFlag.None;
        return false;
    }

    private static void Add(StringBuilder text, string name) => (text.Length > 0 ? text.Append('|') : text).Append(name);
}
