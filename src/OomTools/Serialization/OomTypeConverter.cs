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
        return FromProperties((PSObject)sourceValue, destinationType);
    }

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();

    /// <summary>An object of the module from the properties of another that bear the same names; what is missing is null or empty.</summary>
    internal static object FromProperties(PSObject source, Type type)
    {
        object result = Activator.CreateInstance(type)!;
        bool isRow = IsRow(source);
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A property that an older version did not have keeps its default, one that a newer version has is passed over.
            if (property.SetMethod is null || source.Properties[property.Name] is not { } given)
                continue;
            if (isRow && given.Value is string { Length: 0 })
                continue;
            if (given.Value is { } value)
                property.SetValue(result, Value(value, property.PropertyType));
            else if (Nullable.GetUnderlyingType(property.PropertyType) is not null)
                property.SetValue(result, null);
        }

        return result;
    }

    private static object? Value(object value, Type type)
    {
        object plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (type.IsInstanceOfType(plain))
            return plain is DateTime time ? Utc(time) : plain;
        if (type.IsArray)
            return Elements(plain, type.GetElementType()!);
        if (IsModel(type))
            return plain is string ? null : FromProperties(PSObject.AsPSObject(value), type);
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        // To PowerShell any text but an empty one is true.
        if (inner == typeof(bool) && plain is string answer)
            return bool.Parse(answer);
        if (inner == typeof(DateTime))
            return Utc((DateTime)LanguagePrimitives.ConvertTo(value, inner, CultureInfo.InvariantCulture)!);
        if (inner == typeof(Duration))
            return Span(PSObject.AsPSObject(value));
        return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
    }

    /// <summary>A time span; what ConvertTo-Json writes for one, and for a duration; text; a number of seconds.</summary>
    private static Duration Span(PSObject value)
    {
        if (value.BaseObject is TimeSpan span)
            return span;
        if (value.Properties["Ticks"]?.Value is { } ticks)
            return new TimeSpan(LanguagePrimitives.ConvertTo<long>(ticks));
        object given = value.Properties[nameof(Duration.TotalSeconds)]?.Value ?? value.BaseObject;
        if (given is string text && text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.Parse(text, CultureInfo.InvariantCulture);
        double seconds = LanguagePrimitives.ConvertTo<double>(given);
        // Not FromSeconds, which cuts the last tick off.
        return new TimeSpan(checked((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));
    }

    /// <summary>Whether it came from CSV: all is text there, and an empty one stands for what is not known.</summary>
    private static bool IsRow(PSObject source)
    {
        foreach (PSPropertyInfo property in source.Properties)
        {
            if (property.Value is not string)
                return false;
        }

        return true;
    }

    private static bool IsModel(Type type) => type.Assembly == typeof(OomReport).Assembly && type.IsClass;

    // Text without a zone is what the module wrote: UTC.
    private static DateTime Utc(DateTime time) =>
        time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();

    private static Array Elements(object source, Type type)
    {
        object[] elements = source is IEnumerable and not string ? [.. ((IEnumerable)source).Cast<object>()] : [source];
        // Where JSON or CSV was not written deep enough, text stands for the object: there is no object in it.
        if (IsModel(type))
            elements = Array.FindAll(elements, element => element is not null && (element as PSObject)?.BaseObject is not string && element is not string);
        var array = Array.CreateInstance(type, elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i] is { } element)
                array.SetValue(Value(element, type), i);
        }

        return array;
    }
}
