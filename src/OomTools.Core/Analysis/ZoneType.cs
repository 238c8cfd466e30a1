namespace OomTools.Analysis;

/// <summary>Zone types, lowest first; which of them a kernel has depends on its configuration.</summary>
internal enum ZoneType
{
    Dma,
    Dma32,
    Normal,
    HighMem,
    Movable,
    Device,
}

/// <summary>What the names and the width of lowmem_reserve say about a kernel's zones.</summary>
internal static class ZoneTypes
{
    /// <summary>The type of a zone; an unknown name counts as Device, which no ordinary request uses.</summary>
    public static ZoneType Parse(string? name) => name switch
    {
        "DMA" => ZoneType.Dma,
        "DMA32" => ZoneType.Dma32,
        "Normal" => ZoneType.Normal,
        "HighMem" => ZoneType.HighMem,
        "Movable" => ZoneType.Movable,
        _ => ZoneType.Device,
    };

    /// <summary>
    /// The index of a type in lowmem_reserve, whose entries are the types that the kernel was built with. The log does
    /// not name them, so: HighMem exists where such a zone is printed, Normal and Movable always, the rest by the number
    /// of entries (x86-64: DMA DMA32 Normal Movable [Device]). A wrong guess between neighbours costs nothing unless
    /// the zone between them has memory: the entries are running sums.
    /// </summary>
    public static int ReserveIndex(ZoneType type, int entries, bool hasHighMem)
    {
        if (entries <= 1)
            return 0;

        // Types below Normal: those that remain after Normal, Movable, HighMem and (five entries) Device.
        int upper = hasHighMem ? 3 : 2;
        int low = Math.Clamp(entries - upper, 0, 2);
        int index = type switch
        {
            ZoneType.Dma => 0,
            ZoneType.Dma32 => low - 1,
            ZoneType.Normal => low,
            ZoneType.HighMem => hasHighMem ? low + 1 : low,
            ZoneType.Movable => low + upper - 1,
            _ => entries - 1,
        };
        return Math.Clamp(index, 0, entries - 1);
    }
}
