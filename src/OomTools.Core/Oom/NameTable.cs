using System.Text;

namespace OomTools.Oom;

/// <summary>Finds a field's number by its name without making a string of it.</summary>
internal sealed class NameTable
{
    private readonly byte[]?[] _names;
    private readonly int[] _values;
    private readonly int _mask;

    /// <summary>A table in which each name has the number of its place; an empty one leaves a place out.</summary>
    public NameTable(params ReadOnlySpan<string> names)
    {
        int size = 16;
        while (size < names.Length * 4)
        {
            size *= 2;
        }

        _names = new byte[]?[size];
        _values = new int[size];
        _mask = size - 1;
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0)
            {
                continue;
            }

            byte[] name = Encoding.ASCII.GetBytes(names[i]);
            int slot = Hash(name) & _mask;
            while (_names[slot] is not null)
            {
                slot = slot + 1 & _mask;
            }

            _names[slot] = name;
            _values[slot] = i;
        }
    }

    /// <summary>The place of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return -1;
        }

        for (int slot = Hash(name) & _mask; _names[slot] is byte[] candidate; slot = slot + 1 & _mask)
        {
            if (name.SequenceEqual(candidate))
            {
                return _values[slot];
            }
        }

        return -1;
    }

    private static int Hash(ReadOnlySpan<byte> name) =>
        name.Length * 31 + name[0] * 7 + name[name.Length / 2] * 13 + name[^1] * 17 + name[name.Length / 3] * 5;
}
