using System.Globalization;

namespace OomTools.Benchmarks;

/// <summary>What the file runner was asked for.</summary>
internal sealed record FileOptions
{
    /// <summary>Size of the quiet log.</summary>
    public long Size { get; private init; } = 1L << 30;

    /// <summary>Size of the dense log.</summary>
    public long Dense { get; private init; } = 256L << 20;

    /// <summary>Where the inputs go; they are deleted at the end.</summary>
    public string Directory { get; private init; } = Path.GetTempPath();

    /// <summary>Measured rounds; the median counts.</summary>
    public int Runs { get; private init; } = 5;

    /// <summary>The large log of the memory measurement is a file.</summary>
    public bool IsFull { get; private init; }

    public static FileOptions Parse(string[] args)
    {
        FileOptions options = new();
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--full" => options with { IsFull = true },
                "--size" => options with { Size = Bytes(args[++i]) },
                "--dense" => options with { Dense = Bytes(args[++i]) },
                "--dir" => options with { Directory = args[++i] },
                "--runs" => options with { Runs = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException($"Unknown option {args[i]}."),
            };
        }
        return options;
    }

    internal static long Bytes(string text)
    {
        string number = text.TrimEnd("iBKMGkmg".ToCharArray());
        int shift = char.ToUpperInvariant(text[number.Length..].FirstOrDefault('B')) switch
        {
            'K' => 10,
            'M' => 20,
            'G' => 30,
            _ => 0,
        };
        return long.Parse(number, CultureInfo.InvariantCulture) << shift;
    }
}
