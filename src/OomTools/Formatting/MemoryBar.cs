namespace OomTools.Formatting;

/// <summary>A share as a bar of block characters, in eighths of a column. The number stands beside it.</summary>
internal static class MemoryBar
{
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>The bar, padded to its width.</summary>
    public static string Draw(double share, int width)
    {
        int eighths = double.IsNaN(share) ? 0 : (int)Math.Round(Math.Clamp(share, 0, 1) * width * 8);
        // What is there at all is seen.
        if (eighths == 0 && share > 0)
            eighths = 1;
        int full = eighths / 8;
        string bar = new('█', full);
        if (eighths % 8 > 0)
            bar += Eighths[eighths % 8];
        return bar.PadRight(width);
    }
}
