using System.Globalization;

namespace OomTools.Oom;

/// <summary>
/// Which bit means what, for the kernels of one range. Source: <c>include/linux/gfp.h</c>, from 6.4 on
/// <c>gfp_types.h</c>; vendor kernels follow the release they were made of.
/// </summary>
internal sealed class GfpBitTable
{
    // Indexed by bit number; the low eight bits never moved but for WAIT, which was split up in 4.4.
    private readonly GfpFlag[] _bits;

    private GfpBitTable(bool hasWait, GfpFlag[] bits)
    {
        HasWait = hasWait;
        HasAtomic = Array.IndexOf(bits, GfpFlag.Atomic) >= 0;
        _bits = bits;
    }

    /// <summary>One WAIT bit for direct reclaim, and kswapd always woken unless NO_KSWAPD: up to 4.3.</summary>
    public bool HasWait { get; }

    /// <summary>GFP_ATOMIC has a bit of its own: 4.4 to 6.2.</summary>
    public bool HasAtomic { get; }

    private static GfpFlag[] Low(GfpFlag fifth) =>
        [GfpFlag.Dma, GfpFlag.HighMem, GfpFlag.Dma32, GfpFlag.Movable, fifth, GfpFlag.High, GfpFlag.Io, GfpFlag.Fs];

    private static readonly GfpBitTable s_upTo43 = new(true,
    [
        .. Low(GfpFlag.DirectReclaim),
        GfpFlag.Cold, GfpFlag.NoWarn, GfpFlag.RetryMayFail, GfpFlag.NoFail, GfpFlag.NoRetry, GfpFlag.MemAlloc,
        GfpFlag.Comp, GfpFlag.Zero, GfpFlag.NoMemAlloc, GfpFlag.HardWall, GfpFlag.ThisNode, GfpFlag.Reclaimable,
        // 0x100000 was KMEMCG, then NOACCOUNT, then ACCOUNT: no meaning without the exact release.
        GfpFlag.None, GfpFlag.NoTrack, GfpFlag.NoKswapd, GfpFlag.OtherNode, GfpFlag.Write,
    ]);

    private static readonly GfpBitTable s_from44 = new(false,
    [
        .. Low(GfpFlag.Reclaimable),
        GfpFlag.Cold, GfpFlag.NoWarn, GfpFlag.RetryMayFail, GfpFlag.NoFail, GfpFlag.NoRetry, GfpFlag.MemAlloc,
        GfpFlag.Comp, GfpFlag.Zero, GfpFlag.NoMemAlloc, GfpFlag.HardWall, GfpFlag.ThisNode, GfpFlag.Atomic,
        GfpFlag.Account, GfpFlag.NoTrack, GfpFlag.DirectReclaim, GfpFlag.OtherNode, GfpFlag.Write, GfpFlag.KswapdReclaim,
    ]);

    private static readonly GfpBitTable s_from410 = new(false,
    [
        .. Low(GfpFlag.Reclaimable),
        GfpFlag.Cold, GfpFlag.NoWarn, GfpFlag.RetryMayFail, GfpFlag.NoFail, GfpFlag.NoRetry, GfpFlag.MemAlloc,
        GfpFlag.Comp, GfpFlag.Zero, GfpFlag.NoMemAlloc, GfpFlag.HardWall, GfpFlag.ThisNode, GfpFlag.Atomic,
        GfpFlag.Account, GfpFlag.NoTrack, GfpFlag.DirectReclaim, GfpFlag.Write, GfpFlag.KswapdReclaim, GfpFlag.NoLockdep,
    ]);

    private static readonly GfpBitTable s_from418 = new(false,
    [
        .. Low(GfpFlag.Reclaimable),
        GfpFlag.Write, GfpFlag.NoWarn, GfpFlag.RetryMayFail, GfpFlag.NoFail, GfpFlag.NoRetry, GfpFlag.MemAlloc,
        GfpFlag.Comp, GfpFlag.Zero, GfpFlag.NoMemAlloc, GfpFlag.HardWall, GfpFlag.ThisNode, GfpFlag.Atomic,
        GfpFlag.Account, GfpFlag.DirectReclaim, GfpFlag.KswapdReclaim, GfpFlag.NoLockdep,
    ]);

    // 5.2 put ZERO, ATOMIC and the reclaim bits before the others. Bits 23 and up moved again and again.
    private static GfpFlag[] From52(GfpFlag ninth, params ReadOnlySpan<GfpFlag> high) =>
    [
        .. Low(GfpFlag.Reclaimable),
        GfpFlag.Zero, ninth, GfpFlag.DirectReclaim, GfpFlag.KswapdReclaim, GfpFlag.Write, GfpFlag.NoWarn,
        GfpFlag.RetryMayFail, GfpFlag.NoFail, GfpFlag.NoRetry, GfpFlag.MemAlloc, GfpFlag.Comp, GfpFlag.NoMemAlloc,
        GfpFlag.HardWall, GfpFlag.ThisNode, GfpFlag.Account, .. high,
    ];

    private static readonly GfpBitTable s_from52 = new(false, From52(GfpFlag.Atomic, GfpFlag.NoLockdep));

    private static readonly GfpBitTable s_from514 = new(false,
        From52(GfpFlag.Atomic, GfpFlag.ZeroTags, GfpFlag.SkipKasanPoison, GfpFlag.NoLockdep));

    private static readonly GfpBitTable s_from519 = new(false, From52(
        GfpFlag.Atomic, GfpFlag.ZeroTags, GfpFlag.SkipZero, GfpFlag.SkipKasan, GfpFlag.SkipKasanPoison, GfpFlag.NoLockdep));

    private static readonly GfpBitTable s_from63 = new(false, From52(
        GfpFlag.None, GfpFlag.ZeroTags, GfpFlag.SkipZero, GfpFlag.SkipKasan, GfpFlag.NoLockdep));

    // 6.9: what follows ZEROTAGS depends on the kernel's configuration.
    private static readonly GfpBitTable s_from69 = new(false, From52(GfpFlag.None, GfpFlag.ZeroTags));

    private static readonly GfpBitTable[] s_byAge =
        [s_upTo43, s_from44, s_from410, s_from418, s_from52, s_from514, s_from519, s_from63, s_from69];

    /// <summary>The table of a kernel release; without one, the table in which the mask makes the most sense.</summary>
    public static GfpBitTable For(string? kernelVersion, ulong mask)
    {
        if (kernelVersion is null || !TryVersion(kernelVersion, out int version))
        {
            return MostPlausible(mask);
        }

        return version switch
        {
            < 404 => s_upTo43,
            < 410 => s_from44,
            < 418 => s_from410,
            // 5.1 was never checked; the bits were new in 5.2 and old in 5.0.
            < 501 => s_from418,
            < 514 => s_from52,
            // el9 says 5.14 but carries the bits of 5.19.
            < 516 => IsEl(kernelVersion, '9') ? s_from519 : s_from514,
            < 603 => s_from519,
            < 609 => s_from63,
            _ => s_from69,
        };
    }

    /// <summary>The mask's meaning; bits without one are left in <paramref name="unknown"/>.</summary>
    public GfpFlag Decode(ulong mask, out ulong unknown)
    {
        GfpFlag flags = GfpFlag.None;
        unknown = 0;
        for (int bit = 0; bit < 64 && mask >> bit != 0; bit++)
        {
            if ((mask >> bit & 1) == 0)
            {
                continue;
            }

            GfpFlag flag = bit < _bits.Length ? _bits[bit] : GfpFlag.None;
            flags |= flag;
            unknown |= flag == GfpFlag.None ? 1UL << bit : 0;
        }

        return flags;
    }

    /// <summary>What the mask means for reclaim: up to 4.3 kswapd was woken by all but NO_KSWAPD.</summary>
    public GfpFlag Normalize(GfpFlag flags) =>
        HasWait && (flags & GfpFlag.NoKswapd) == 0 ? flags | GfpFlag.KswapdReclaim : flags;

    private static GfpBitTable MostPlausible(ulong mask)
    {
        GfpBitTable best = s_upTo43;
        int bestCost = int.MaxValue;
        foreach (GfpBitTable table in s_byAge)
        {
            int cost = GfpNames.Strangeness(table, mask);
            if (cost < bestCost)
            {
                (best, bestCost) = (table, cost);
            }
        }

        return best;
    }

    private static bool IsEl(string release, char major)
    {
        int at = release.IndexOf(".el", StringComparison.Ordinal);
        return at >= 0 && at + 3 < release.Length && release[at + 3] == major;
    }

    /// <summary>"4.18.0-348.el8" is 418.</summary>
    private static bool TryVersion(string release, out int version)
    {
        version = 0;
        int dot = release.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0)
        {
            return false;
        }

        int end = dot + 1;
        while (end < release.Length && char.IsAsciiDigit(release[end]))
        {
            end++;
        }

        if (!int.TryParse(release.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(release.AsSpan(dot + 1, end - dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = Math.Min(major, 1000) * 100 + Math.Min(minor, 99);
        return true;
    }
}
