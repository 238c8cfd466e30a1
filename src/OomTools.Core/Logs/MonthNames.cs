using System.Text;

namespace OomTools.Logs;

/// <summary>Abbreviated month names as the C library prints them in the languages logs are met in.</summary>
internal static class MonthNames
{
    /// <summary>January to December; names that English has too are left out. No language contradicts another here.</summary>
    private static readonly byte[][] s_names =
    [
        Names("janv ene gen jän sty led янв січ oca tammi jan. ian"),
        Names("févr fev lut úno фев фев лют şub helmi febr"),
        Names("mär märz mars mrt bře мар бер maalis márc març maa"),
        Names("avr avril abr kwi dub апр кві nis huhti ápr"),
        Names("mai mei mag maj kvě май мая тра touko máj maio"),
        Names("juin giu cze čen июн чер haz kesä jún juni"),
        Names("juil lug lip čec июл лип tem heinä júl juli"),
        Names("août aou ago sie srp авг сер ağu elo avg"),
        Names("sept set wrz zář сен сент вер eyl syys szept"),
        Names("okt out ott paź říj окт жов eki loka"),
        Names("lis ноя нояб лис kas marras"),
        Names("déc dez dic gru pro des дек гру ara joulu"),
    ];

    /// <summary>1 to 12; 0 for a word that is no month.</summary>
    public static int Find(ReadOnlySpan<byte> word)
    {
        if (word.Length == 3)
        {
            int month = English((word[0] | 0x20) << 16 | (word[1] | 0x20) << 8 | (word[2] | 0x20));
            if (month != 0)
                return month;
        }

        return word.IsEmpty ? 0 : Other(word);
    }

    private static int English(int letters) => letters switch
    {
        'j' << 16 | 'a' << 8 | 'n' => 1,
        'f' << 16 | 'e' << 8 | 'b' => 2,
        'm' << 16 | 'a' << 8 | 'r' => 3,
        'a' << 16 | 'p' << 8 | 'r' => 4,
        'm' << 16 | 'a' << 8 | 'y' => 5,
        'j' << 16 | 'u' << 8 | 'n' => 6,
        'j' << 16 | 'u' << 8 | 'l' => 7,
        'a' << 16 | 'u' << 8 | 'g' => 8,
        's' << 16 | 'e' << 8 | 'p' => 9,
        'o' << 16 | 'c' << 8 | 't' => 10,
        'n' << 16 | 'o' << 8 | 'v' => 11,
        'd' << 16 | 'e' << 8 | 'c' => 12,
        _ => 0,
    };

    private static int Other(ReadOnlySpan<byte> word)
    {
        // Chinese, Japanese and Korean number their months: 11月, 11월.
        if ((uint)(word[0] - '0') <= 9)
            return Numbered(word);

        if (word[^1] == (byte)'.')
            word = word[..^1];
        for (int month = 0; month < s_names.Length; month++)
        {
            ReadOnlySpan<byte> names = s_names[month];
            while (!names.IsEmpty)
            {
                int end = names.IndexOf((byte)' ');
                if (EqualsIgnoreAsciiCase(names[..end], word))
                    return month + 1;
                names = names[(end + 1)..];
            }
        }

        return word.Length == 3 ? English((word[0] | 0x20) << 16 | (word[1] | 0x20) << 8 | (word[2] | 0x20)) : 0;
    }

    private static int Numbered(ReadOnlySpan<byte> word)
    {
        int month = word[0] - '0';
        int digits = 1;
        if (word.Length > 1 && (uint)(word[1] - '0') <= 9)
        {
            month = (month * 10) + (word[1] - '0');
            digits = 2;
        }

        ReadOnlySpan<byte> unit = word[digits..];
        return month <= 12 && (unit.SequenceEqual("月"u8) || unit.SequenceEqual("월"u8)) ? month : 0;
    }

    private static bool EqualsIgnoreAsciiCase(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        if (name.Length != word.Length)
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            int letter = word[i] is >= (byte)'A' and <= (byte)'Z' ? word[i] | 0x20 : word[i];
            if (letter != name[i])
                return false;
        }

        return true;
    }

    private static byte[] Names(string names) => Encoding.UTF8.GetBytes(names + " ");
}
