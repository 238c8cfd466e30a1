using System.Text;

namespace OomTools.Shrinkers;

/// <summary>Functions that occur in a trace, as numbers: there are a few dozen of them, in millions of events.</summary>
internal sealed class ShrinkerFunctions
{
    /// <summary>A hostile trace may name a new function in each line.</summary>
    private const int Maximum = 4096;

    private readonly List<(byte[] Text, string Name, string? Module)> _functions = [];
    private int _last = -1;

    /// <summary>Number of a function, by its text in the trace: <c>ext4_es_scan+0x0/0x380 [ext4]</c>.</summary>
    public int Of(ReadOnlySpan<byte> text)
    {
        if (_last >= 0 && text.SequenceEqual(_functions[_last].Text))
            return _last;
        for (int i = 0; i < _functions.Count; i++)
        {
            if (text.SequenceEqual(_functions[i].Text))
                return _last = i;
        }
        if (_functions.Count >= Maximum)
            return _functions.Count - 1;
        int module = text.IndexOf(" ["u8);
        ReadOnlySpan<byte> name = module < 0 ? text : text[..module];
        int offset = name.IndexOf((byte)'+');
        _functions.Add((
            text.ToArray(),
            Encoding.UTF8.GetString(offset > 0 ? name[..offset] : name),
            module < 0 ? null : Encoding.UTF8.GetString(text[(module + 2)..].TrimEnd((byte)']'))));
        return _last = _functions.Count - 1;
    }

    /// <summary>Name of a function.</summary>
    public string NameOf(int function) => _functions[function].Name;

    /// <summary>Module of a function; null for the kernel itself.</summary>
    public string? ModuleOf(int function) => _functions[function].Module;

    /// <summary>Whether a function of this name occurs.</summary>
    public bool Contains(string name) => _functions.Exists(function => function.Name == name);
}
