using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;

namespace OomTools.Serialization;

/// <summary>
/// Shows the properties of an object to PowerShell, in their order, so that each is readable where a cell of a table takes its
/// text: an array as its elements instead of a type name, and no text that a spreadsheet would run or a terminal obey. Scripts get the true
/// value in each case, and a TimeSpan for a <see cref="Duration"/>.
/// </summary>
public sealed class CellAdapter : PSPropertyAdapter
{
    private readonly ConcurrentDictionary<Type, PropertyInfo[]> _properties = new();

    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        ArgumentNullException.ThrowIfNull(baseObject);
        var properties = new Collection<PSAdaptedProperty>();
        foreach (PropertyInfo property in PropertiesOf(baseObject))
            properties.Add(new PSAdaptedProperty(property.Name, property));
        return properties;
    }

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(baseObject);
        PropertyInfo? property = Array.Find(PropertiesOf(baseObject), p => p.Name.Equals(propertyName, StringComparison.OrdinalIgnoreCase));
        return property is null ? null : new PSAdaptedProperty(property.Name, property);
    }

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) =>
        LanguagePrimitives.ConvertTo<string>(ShownType(Property(adaptedProperty).PropertyType));

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        return Property(adaptedProperty).GetValue(adaptedProperty.BaseObject) switch
        {
            string text when CellText.Of(text) is var cell && !ReferenceEquals(cell, text) => new CellObject(text, cell),
            DateTime time => new CellObject(time, CellText.Of(time)),
            Array array => new CellObject(array, CellText.Of(array)),
            Duration span => span.ToTimeSpan(),
            object value => value,
            null => null,
        };
    }

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) =>
        throw new SetValueException("A report is what the log said; its properties are read only.");

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    private static Type ShownType(Type type) =>
        type == typeof(Duration) ? typeof(TimeSpan) : type == typeof(Duration?) ? typeof(TimeSpan?) : type;

    private static PropertyInfo Property(PSAdaptedProperty adaptedProperty)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        return (PropertyInfo)adaptedProperty.Tag;
    }

    private PropertyInfo[] PropertiesOf(object baseObject) =>
        _properties.GetOrAdd(baseObject.GetType(), type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance));
}
