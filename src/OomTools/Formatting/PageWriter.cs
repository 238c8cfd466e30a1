using System.Text;

namespace OomTools.Formatting;

/// <summary>Writes a page of a given width: labels in the left margin, text wrapped beside them.</summary>
internal sealed class PageWriter(int width)
{
    /// <summary>Where text begins: two spaces, the longest label, two spaces.</summary>
    private const int Margin = 13;

    private readonly StringBuilder _page = new();
    private string _label = "";

    /// <summary>Columns that a row beside the margin has.</summary>
    public int RowWidth => width - Margin;

    /// <summary>A paragraph from the left edge.</summary>
    public void Paragraph(string text, Emphasis emphasis)
    {
        foreach (string line in Wrap(text, width))
            _page.Append(emphasis.Apply(line)).Append('\n');
    }

    /// <summary>An empty line, never two.</summary>
    public void Gap()
    {
        if (_page.Length > 1 && _page[^2] != '\n')
            _page.Append('\n');
    }

    /// <summary>The label of the next line.</summary>
    public void Label(string label) => _label = label;

    /// <summary>A label and wrapped text; nothing where there is no text.</summary>
    public void Field(string label, string text)
    {
        if (text.Length == 0)
            return;
        Label(label);
        foreach (string line in Wrap(text, RowWidth))
            Row(line);
    }

    /// <summary>A point of a list, wrapped.</summary>
    public void Point(string text)
    {
        string lead = "· ";
        foreach (string line in Wrap(text, RowWidth - lead.Length))
        {
            Row(lead + line);
            lead = "  ";
        }
    }

    /// <summary>One line beside the margin; what is too long is cut.</summary>
    public void Row(string line)
    {
        _page.Append("  ").Append(_label.PadRight(Margin - 2));
        _label = "";
        line = line.TrimEnd();
        _page.Append(line.Length > RowWidth ? string.Concat(line.AsSpan(0, RowWidth - 1), "…") : line).Append('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();

    private static IEnumerable<string> Wrap(string text, int columns)
    {
        while (text.Length > columns)
        {
            // Flags joined by | and paths break after a sign that belongs to the line above.
            int end = text.LastIndexOf(' ', columns);
            int next = end + 1;
            if (end <= columns / 2)
                end = next = text.LastIndexOfAny(['|', '/', ','], columns - 1) is var sign && sign > columns / 2 ? sign + 1 : columns;
            yield return text[..end];
            text = text[next..];
        }

        if (text.Length > 0)
            yield return text;
    }
}
