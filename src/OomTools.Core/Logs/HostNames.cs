using System.Text;

namespace OomTools.Logs;

/// <summary>The hosts of a log: one string for each name, made once.</summary>
internal sealed class HostNames
{
    /// <summary>More hosts than one log server has; beyond that names are forgotten, not memory lost.</summary>
    private const int MaxHosts = 1024;

    private readonly byte[]?[] _bytes = new byte[]?[MaxHosts * 2];
    private readonly string?[] _names = new string?[MaxHosts * 2];
    private int _count;
    private int _last;

    public string Intern(ReadOnlySpan<byte> name)
    {
        if (_names[_last] is { } last && name.SequenceEqual(_bytes[_last]))
            return last;
        int slot = Slot(name);
        if (_names[slot] is null)
        {
            if (_count == MaxHosts)
            {
                Array.Clear(_bytes);
                Array.Clear(_names);
                _count = 0;
                slot = Slot(name);
            }

            _bytes[slot] = name.ToArray();
            _names[slot] = Encoding.UTF8.GetString(name);
            _count++;
        }

        _last = slot;
        return _names[slot]!;
    }

    /// <summary>True for a name that was met before.</summary>
    public bool Knows(ReadOnlySpan<byte> name) => _count > 0 && _names[Slot(name)] is not null;

    private int Slot(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
            hash = (hash ^ b) * 16777619;
        int slot = (int)(hash % (uint)_names.Length);
        while (_bytes[slot] is { } taken && !name.SequenceEqual(taken))
            slot = (slot + 1) % _names.Length;
        return slot;
    }
}
