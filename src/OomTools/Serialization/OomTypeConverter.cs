using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace OomTools.Serialization;

/// <summary>Makes live objects of what came through CLIXML: from a file, a job or another machine.</summary>
public sealed class OomTypeConverter : PSTypeConverter
{
    private const string DeserializedPrefix = "Deserialized.";

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType)
    {
        ArgumentNullException.ThrowIfNull(destinationType);
        return sourceValue is PSObject source && source.TypeNames.Contains(DeserializedPrefix + destinationType.FullName);
    }

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        ArgumentNullException.ThrowIfNull(destinationType);
        return Rehydrate((PSObject)sourceValue, destinationType);
    }

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();

    private static object Rehydrate(PSObject source, Type type)
    {
        object result = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A property that an older version did not have keeps its default, one that a newer version has is passed over.
            if (property.SetMethod is not null && source.Properties[property.Name]?.Value is { } value)
                property.SetValue(result, Value(value, property.PropertyType));
        }

        return result;
    }

    private static object? Value(object value, Type type)
    {
        object plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (type.IsInstanceOfType(plain))
            return plain;
        if (type.IsArray)
            return Elements(plain, type.GetElementType()!);
        if (type.Assembly == typeof(OomReport).Assembly && type.IsClass)
            return Rehydrate(PSObject.AsPSObject(value), type);

        return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
    }

    private static Array Elements(object source, Type type)
    {
        object[] elements = source is IEnumerable and not string ? [.. ((IEnumerable)source).Cast<object>()] : [source];
        var array = Array.CreateInstance(type, elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i] is { } element)
                array.SetValue(Value(element, type), i);
        }

        return array;
    }
}
