namespace OomTools;

/// <summary>What the system knows of a slab cache beyond its row: hundreds of small files, so they are read when asked for.</summary>
internal interface ISlabLookup
{
    /// <summary>Other names of the cache.</summary>
    public string[] AliasesOf(string name);

    /// <summary>Whether its memory counts as reclaimable; null where that is not to be seen.</summary>
    public bool? IsReclaimable(string name);
}
