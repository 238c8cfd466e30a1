namespace OomTools.Sites;

/// <summary>Where memory was taken: an address for slab objects, a stack of addresses (innermost first) for pages.</summary>
internal readonly struct SampledSite : IEquatable<SampledSite>
{
    private readonly int _hash;

    public SampledSite(ulong address)
        : this([address])
    {
    }

    public SampledSite(ulong[] stack)
    {
        Stack = stack;
        var hash = default(HashCode);
        foreach (ulong address in stack)
            hash.Add(address);
        _hash = hash.ToHashCode();
    }

    public ulong[] Stack { get; }

    public bool Equals(SampledSite other) => _hash == other._hash && Stack.AsSpan().SequenceEqual(other.Stack);

    public override bool Equals(object? obj) => obj is SampledSite other && Equals(other);

    public override int GetHashCode() => _hash;
}
