using System.Management.Automation;

namespace OomTools.Formatting;

/// <summary>How the verdict stands out on a terminal: bold by $PSStyle, where the engine has it. It carries no meaning.</summary>
internal readonly record struct Emphasis(string Begin, string End)
{
    public static Emphasis None => new("", "");

    /// <summary>From $PSStyle, a type that the engine of the reference assembly does not have. The engine drops it where colours are off.</summary>
    public static Emphasis From(object? style) =>
        style is not null && PSObject.AsPSObject(style) is var values
            && values.Properties["Bold"]?.Value is string bold && values.Properties["Reset"]?.Value is string reset
            ? new Emphasis(bold, reset)
            : None;

    public string Apply(string line) => line.Length == 0 ? line : Begin + line + End;
}
