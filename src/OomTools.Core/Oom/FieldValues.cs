namespace OomTools.Oom;

/// <summary>Numbers by field, each set or not. Kept and cleared rather than made anew for each report.</summary>
internal sealed class FieldValues(int fields)
{
    private readonly long[] _values = new long[fields];
    private ulong _set;

    public bool Any => _set != 0;

    public void Clear() => _set = 0;

    public bool Has(int field) => (_set >> field & 1) != 0;

    public void Set(int field, long value)
    {
        _values[field] = value;
        _set |= 1UL << field;
    }

    public void Add(int field, long value) => Set(field, (Has(field) ? _values[field] : 0) + value);

    public long? this[int field] => Has(field) ? _values[field] : null;

    public long? Get(int field, long unit) => Has(field) ? Scale(_values[field], unit) : null;

    /// <summary>The sum of two fields; null when one of them is not there.</summary>
    public long? Sum(int first, int second) =>
        Has(first) && Has(second) ? _values[first] + _values[second] : null;

    /// <summary>Hostile numbers end at the largest value instead of wrapping around.</summary>
    public static long Scale(long value, long unit)
    {
        // Real numbers: no product of 42 and 20 bits overflows.
        if ((ulong)value < 1UL << 42 && (ulong)unit < 1UL << 20)
        {
            return value * unit;
        }

        long high = Math.BigMul(value, unit, out long low);
        return high == low >> 63 ? low : value < 0 ? long.MinValue : long.MaxValue;
    }
}
