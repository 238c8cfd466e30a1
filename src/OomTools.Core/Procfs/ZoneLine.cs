using System.Text;

namespace OomTools.Procfs;

/// <summary>The begin of a line about a zone: <c>Node 0, zone      DMA</c>, in buddyinfo, pagetypeinfo and zoneinfo.</summary>
internal static class ZoneLine
{
    /// <summary>Reads node and zone; <paramref name="fields"/> is left behind the zone's name.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out int node, out string zone, out FieldCursor fields)
    {
        zone = "";
        node = 0;
        fields = new FieldCursor(line);
        if (!fields.Next().SequenceEqual("Node"u8))
            return false;
        ReadOnlySpan<byte> number = fields.Next();
        if (number.IsEmpty || number[^1] != ',' || !KernelNumber.TryParse(number[..^1], out long value) || value is < 0 or > int.MaxValue)
            return false;
        if (!fields.Next().SequenceEqual("zone"u8))
            return false;
        ReadOnlySpan<byte> name = fields.Next();
        if (name.Length > 0 && name[^1] == ',')
            name = name[..^1];
        node = (int)value;
        zone = NameOf(name);
        return zone.Length > 0;
    }

    // The kernel's zones, so that reading again and again makes no new strings.
    private static string NameOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("DMA"u8) => "DMA",
        _ when name.SequenceEqual("DMA32"u8) => "DMA32",
        _ when name.SequenceEqual("Normal"u8) => "Normal",
        _ when name.SequenceEqual("HighMem"u8) => "HighMem",
        _ when name.SequenceEqual("Movable"u8) => "Movable",
        _ when name.SequenceEqual("Device"u8) => "Device",
        _ => Encoding.UTF8.GetString(name),
    };
}
