using System.Globalization;

namespace OomTools.Tracing;

/// <summary>
/// Layout of a binary trace event, as the kernel describes it in <c>events/GROUP/NAME/format</c>. The file is the only truth:
/// fields move between kernels.
/// </summary>
internal sealed class TraceEventFormat
{
    private readonly Dictionary<string, TraceField> _fields;

    private TraceEventFormat(string name, int id, Dictionary<string, TraceField> fields)
    {
        Name = name;
        Id = id;
        _fields = fields;
    }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>The number that its records begin with (<c>common_type</c>).</summary>
    public int Id { get; }

    /// <summary>A field; one that does not exist reads as 0.</summary>
    public TraceField this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Reads a format file; null when it is none.</summary>
    public static TraceEventFormat? Parse(string text)
    {
        string? name = null;
        int id = -1;
        var fields = new Dictionary<string, TraceField>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("name: ", StringComparison.Ordinal))
                name = line[6..].Trim();
            else if (line.StartsWith("ID: ", StringComparison.Ordinal))
                id = int.TryParse(line.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
            else if (ParseField(line) is { } field)
                fields.TryAdd(field.Name, field);
        }
        return name is not null && id >= 0 ? new TraceEventFormat(name, id, fields) : null;
    }

    /// <summary><c>field:unsigned char common_flags; offset:2; size:1; signed:0;</c>, blanks as they come; null for another line.</summary>
    internal static TraceField? ParseField(string line)
    {
        string[] parts = line.Trim().Split(';', StringSplitOptions.TrimEntries);
        if (parts.Length < 3 || !parts[0].StartsWith("field:", StringComparison.Ordinal))
            return null;
        string declaration = parts[0];
        int bracket = declaration.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0)
            declaration = declaration[..bracket];
        string name = declaration[(declaration.LastIndexOfAny([' ', '*', ':']) + 1)..];
        int? offset = Value(parts, "offset:");
        int? size = Value(parts, "size:");
        if (name.Length == 0 || offset is not { } at || size is not { } width)
            return null;
        return new TraceField(name, at, width, Value(parts, "signed:") == 1);
    }

    private static int? Value(string[] parts, string key)
    {
        foreach (string part in parts)
        {
            if (part.StartsWith(key, StringComparison.Ordinal) && int.TryParse(part.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                return value;
        }
        return null;
    }
}
