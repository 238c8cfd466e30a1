namespace OomTools.Formatting;

/// <summary>What the views call.</summary>
public static class OomView
{
    /// <summary>Text from a log or a file name, without what a terminal would obey.</summary>
    public static string Safe(string? text) =>
        text is null ? "" : string.Create(text.Length, text, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
        });
}
