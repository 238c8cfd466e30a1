namespace OomTools.Analysis;

/// <summary>
/// Something counted by name. Names are others' choice and may never end: beyond <see cref="MaxNames"/>, more than anyone reads, the rest is
/// counted together, so that the sums stay exact and the memory bounded.
/// </summary>
internal sealed class NameTally<T>
    where T : class, new()
{
    public const int MaxNames = 200;

    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);
    private string? _lastName;
    private T? _last;
    private T? _nameless;

    /// <summary>The names, and whether what follows has none.</summary>
    public IEnumerable<(string? Name, T Value)> Entries
    {
        get
        {
            foreach ((string name, T value) in _byName)
                yield return (name, value);
            if (_nameless is not null)
                yield return (null, _nameless);
        }
    }

    /// <summary>Where to count what bears this name.</summary>
    public T this[string? name]
    {
        get
        {
            // A storm is of one name.
            if (_last is not null && name == _lastName)
                return _last;
            _lastName = name;
            return _last = Find(name);
        }
    }

    private T Find(string? name)
    {
        if (name is null)
            return _nameless ??= new T();
        if (_byName.TryGetValue(name, out T? value))
            return value;
        if (_byName.Count >= MaxNames)
            return _nameless ??= new T();
        value = new T();
        _byName.Add(name, value);
        return value;
    }
}
