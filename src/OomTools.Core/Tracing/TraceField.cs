using System.Buffers.Binary;

namespace OomTools.Tracing;

/// <summary>A field of a binary trace event: where it is and how wide.</summary>
internal readonly record struct TraceField(string Name, int Offset, int Size, bool IsSigned)
{
    /// <summary>Whether the kernel's event has the field.</summary>
    public bool Exists => Size > 0;

    /// <summary>The value in a record, sign extended; 0 where the record is too short or the event has no such field.</summary>
    public long Read(ReadOnlySpan<byte> record)
    {
        if ((uint)(Offset + Size) > (uint)record.Length)
            return 0;
        ReadOnlySpan<byte> at = record.Slice(Offset, Size);
        bool isLittle = BitConverter.IsLittleEndian;
        return Size switch
        {
            8 => isLittle ? BinaryPrimitives.ReadInt64LittleEndian(at) : BinaryPrimitives.ReadInt64BigEndian(at),
            4 when IsSigned => isLittle ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt32BigEndian(at),
            4 => isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at),
            2 when IsSigned => isLittle ? BinaryPrimitives.ReadInt16LittleEndian(at) : BinaryPrimitives.ReadInt16BigEndian(at),
            2 => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at),
            1 when IsSigned => (sbyte)at[0],
            1 => at[0],
            _ => 0,
        };
    }
}
