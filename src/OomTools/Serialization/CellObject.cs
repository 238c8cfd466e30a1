using System.Management.Automation;

namespace OomTools.Serialization;

/// <summary>A value with a text of its own for where only text goes, as in a CSV cell. In all other ways it is the value.</summary>
internal sealed class CellObject(object value, string text) : PSObject(value)
{
    /// <inheritdoc/>
    public override string ToString() => text;
}
