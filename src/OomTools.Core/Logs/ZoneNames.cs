using OomTools.Text;

namespace OomTools.Logs;

/// <summary>Zone abbreviations that mean one offset wherever they are met; ambiguous ones (CST, IST) are left to the log's zone.</summary>
internal static class ZoneNames
{
    private const int MaxName = 6;

    /// <summary>Passes over the zone; true when its offset is known.</summary>
    public static bool TryRead(ref ByteCursor line, out long offset)
    {
        ReadOnlySpan<byte> name = line.PeekWord(MaxName);
        line.Position += name.Length;
        int? minutes = Minutes(name);
        offset = minutes.GetValueOrDefault() * TimeSpan.TicksPerMinute;
        return minutes is not null;
    }

    private static int? Minutes(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return null;
        if (name[0] is (byte)'+' or (byte)'-')
            return Numeric(name);
        return name switch
        {
            _ when name.SequenceEqual("UTC"u8) || name.SequenceEqual("GMT"u8) || name.SequenceEqual("WET"u8) => 0,
            _ when name.SequenceEqual("CET"u8) || name.SequenceEqual("WEST"u8) => 60,
            _ when name.SequenceEqual("CEST"u8) || name.SequenceEqual("EET"u8) => 120,
            _ when name.SequenceEqual("EEST"u8) || name.SequenceEqual("MSK"u8) => 180,
            _ when name.SequenceEqual("JST"u8) || name.SequenceEqual("KST"u8) => 540,
            _ when name.SequenceEqual("AEST"u8) => 600,
            _ when name.SequenceEqual("AEDT"u8) => 660,
            _ when name.SequenceEqual("EDT"u8) => -240,
            _ when name.SequenceEqual("EST"u8) || name.SequenceEqual("CDT"u8) => -300,
            _ when name.SequenceEqual("MDT"u8) => -360,
            _ when name.SequenceEqual("MST"u8) || name.SequenceEqual("PDT"u8) => -420,
            _ when name.SequenceEqual("PST"u8) => -480,
            _ => null,
        };
    }

    /// <summary><c>+03</c>, <c>-0330</c>: zones without an abbreviation.</summary>
    private static int? Numeric(ReadOnlySpan<byte> name)
    {
        var digits = new ByteCursor(name[1..]);
        if (!digits.TryDigits(2, out int hours) || hours > 18)
            return null;
        _ = digits.TryDigits(2, out int minutes);
        return ((hours * 60) + minutes) * (name[0] == (byte)'-' ? -1 : 1);
    }
}
