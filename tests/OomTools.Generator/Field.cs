namespace OomTools.Generator;

/// <summary>One <c>name:value</c> of a line. Marks at the name's end: ? yes or no, # no unit, ^ a unit with a capital K.</summary>
public sealed record Field(string MarkedName, long Pages)
{
    /// <summary>The name without marks.</summary>
    public string Name { get; } = MarkedName.TrimEnd('?', '#', '^');

    /// <summary>The mark, or a blank.</summary>
    public char Mark { get; } = "?#^".Contains(MarkedName[^1], StringComparison.Ordinal) ? MarkedName[^1] : ' ';
}

/// <summary>Looks fields up.</summary>
public static class Fields
{
    /// <summary>The value of a field, or null when this kernel does not print it.</summary>
    public static long? Find(this IEnumerable<Field> fields, string name) =>
        fields.FirstOrDefault(field => field.Name == name)?.Pages;
}
