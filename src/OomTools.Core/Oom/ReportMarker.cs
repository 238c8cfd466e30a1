using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OomTools.Oom;

/// <summary>
/// Finds the places in a log where a report begins or ends, or a boot, in one pass. All trigger texts contain "kill", "Kill" or
/// "lloc", so the pass looks for "ll" with these neighbours and compares the whole text only there; for a boot it looks for "Li".
/// </summary>
internal static class ReportMarker
{
    /// <summary>How far behind a marker the search for the next one goes on: beyond its pair of letters.</summary>
    public const int Length = 3;

    // A rate limit, SysRq or vmalloc line stands right before a header.
    private const int BeforeHeader = 4 << 10;

    // The report that a kill ends may have lost its header; a task table of some hundred rows fits.
    public const int BeforeEnd = 64 << 10;

    /// <summary>The first marker, or -1.</summary>
    public static int Find(ReadOnlySpan<byte> bytes, out int lookBack)
    {
        int at = Find(bytes, 0, out MarkerKind kind);
        lookBack = kind switch
        {
            MarkerKind.Kill or MarkerKind.Choice or MarkerKind.Summary or MarkerKind.GroupKill or MarkerKind.NoKillable => BeforeEnd,
            MarkerKind.LinuxVersion => 0,
            _ => BeforeHeader,
        };
        return at;
    }

    /// <summary>The first marker whose pair of letters stands at or after <paramref name="start"/>, or -1.</summary>
    public static int Find(ReadOnlySpan<byte> bytes, int start, out MarkerKind kind)
    {
        ref byte origin = ref MemoryMarshal.GetReference(bytes);
        int i = start;
        int at;
        if (Vector256.IsHardwareAccelerated)
        {
            const int Width = 32;
            for (int last = bytes.Length - (2 * Width) - 1; i <= last; i += 2 * Width)
            {
                Vector256<byte> first = Pairs256(ref Unsafe.Add(ref origin, i));
                Vector256<byte> second = Pairs256(ref Unsafe.Add(ref origin, i + Width));
                if ((first | second) != Vector256<byte>.Zero
                    && TryBits(bytes, i, first.ExtractMostSignificantBits() | (ulong)second.ExtractMostSignificantBits() << Width, out at, out kind))
                {
                    return at;
                }
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (int last = bytes.Length - Vector128<byte>.Count - 1; i <= last; i += Vector128<byte>.Count)
            {
                Vector128<byte> pairs = Pairs128(ref Unsafe.Add(ref origin, i));
                if (pairs != Vector128<byte>.Zero && TryBits(bytes, i, pairs.ExtractMostSignificantBits(), out at, out kind))
                {
                    return at;
                }
            }
        }

        for (; i + 1 < bytes.Length; i++)
        {
            if (((bytes[i] == 'l' && bytes[i + 1] == 'l') || (bytes[i] == 'L' && bytes[i + 1] == 'i')) && TryMarker(bytes, i, out at, out kind))
            {
                return at;
            }
        }

        kind = MarkerKind.None;
        return -1;
    }

    /// <summary>Where "ll" or "Li" stands in the next 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pairs256(ref byte origin)
    {
        Vector256<byte> here = Vector256.LoadUnsafe(ref origin);
        Vector256<byte> next = Vector256.LoadUnsafe(ref origin, 1);
        return (Vector256.Equals(here, Vector256.Create((byte)'l')) & Vector256.Equals(next, Vector256.Create((byte)'l')))
            | (Vector256.Equals(here, Vector256.Create((byte)'L')) & Vector256.Equals(next, Vector256.Create((byte)'i')));
    }

    /// <summary>The same of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pairs128(ref byte origin)
    {
        Vector128<byte> here = Vector128.LoadUnsafe(ref origin);
        Vector128<byte> next = Vector128.LoadUnsafe(ref origin, 1);
        return (Vector128.Equals(here, Vector128.Create((byte)'l')) & Vector128.Equals(next, Vector128.Create((byte)'l')))
            | (Vector128.Equals(here, Vector128.Create((byte)'L')) & Vector128.Equals(next, Vector128.Create((byte)'i')));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryBits(ReadOnlySpan<byte> bytes, int start, ulong bits, out int at, out MarkerKind kind)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            if (TryMarker(bytes, start + BitOperations.TrailingZeroCount(bits), out at, out kind))
            {
                return true;
            }
        }

        at = -1;
        kind = MarkerKind.None;
        return false;
    }

    /// <summary>"ll" or "Li" stands at <paramref name="ll"/>: does it belong to a trigger text?</summary>
    private static bool TryMarker(ReadOnlySpan<byte> bytes, int ll, out int at, out MarkerKind kind)
    {
        if (bytes[ll] == 'L')
        {
            at = ll;
            kind = bytes[at..].StartsWith("Linux version "u8) ? MarkerKind.LinuxVersion : MarkerKind.None;
            return kind != MarkerKind.None;
        }

        at = ll - 2;
        if (at >= 0 && (bytes[at] | 0x20) == 'k' && bytes[at + 1] == 'i')
        {
            kind = KillText(bytes, at);
            return kind != MarkerKind.None;
        }

        at = ll;
        if (ll + 4 <= bytes.Length && bytes[ll + 2] == 'o' && bytes[ll + 3] == 'c')
        {
            kind = AllocText(bytes, ll);
            return kind != MarkerKind.None;
        }

        kind = MarkerKind.None;
        return false;
    }

    private static MarkerKind KillText(ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> before = bytes[..at];
        ReadOnlySpan<byte> text = bytes[at..];
        if (text.StartsWith("Killed process "u8))
        {
            return MarkerKind.Kill;
        }

        if (before.EndsWith("oom-"u8))
        {
            return text.StartsWith("killer: "u8) && before.EndsWith(" invoked oom-"u8) ? MarkerKind.Header
                : text.StartsWith("kill:"u8) ? MarkerKind.Summary
                : MarkerKind.None;
        }

        return (text.StartsWith("Kill process "u8) || text.StartsWith("kill process "u8)) && before.EndsWith(": "u8) ? MarkerKind.Choice
            : text.StartsWith("killable process"u8) && before.EndsWith("no "u8) ? MarkerKind.NoKillable
            : text.StartsWith("killed due to memory.oom.group"u8) ? MarkerKind.GroupKill
            : text.StartsWith("kill to "u8) && before.EndsWith("send sig"u8) ? MarkerKind.LowMemoryKiller
            : text.StartsWith("Killing '"u8) && before.EndsWith("lowmemorykiller: "u8) ? MarkerKind.LowMemoryKiller
            : MarkerKind.None;
    }

    private static MarkerKind AllocText(ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> before = bytes[..at];
        ReadOnlySpan<byte> text = bytes[at..];
        if (text.StartsWith("llocation "u8))
        {
            return before.EndsWith("page a"u8) && (text.StartsWith("llocation failure"u8) || text.StartsWith("llocation stall"u8))
                    ? MarkerKind.AllocationFailure
                : before.EndsWith("vmap a"u8) && text.StartsWith("llocation for size "u8) ? MarkerKind.Vmalloc
                : MarkerKind.None;
        }

        if (before.EndsWith("vma"u8))
        {
            return text.StartsWith("lloc: allocation failure"u8) || text.StartsWith("lloc error: size "u8)
                || text.StartsWith("lloc_node_range for size "u8) ? MarkerKind.Vmalloc : MarkerKind.None;
        }

        return text.StartsWith("llocate memory on "u8) && before.EndsWith(": Unable to a"u8) ? MarkerKind.Slub : MarkerKind.None;
    }
}
