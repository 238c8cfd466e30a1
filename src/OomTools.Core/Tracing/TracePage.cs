using System.Buffers.Binary;

namespace OomTools.Tracing;

/// <summary>
/// Walks through the records of one page of a ring buffer (include/linux/ring_buffer.h): each has a header word of a type or length
/// and the time since the one before.
/// </summary>
internal struct TracePage
{
    private const int LengthBits = 5;
    private const int DeltaBits = 27;
    private const int Padding = 29;
    private const int TimeExtend = 30;
    private const int TimeStamp = 31;
    private const int Word = 4;

    // The kernel leaves the upper five bits of an absolute stamp away.
    private const ulong StampMask = (1UL << 59) - 1;

    // The two upper bits of the length say that records before this page were lost.
    private const long FlagMask = 3L << 30;

    private readonly byte[] _bytes;
    private readonly int _end;
    private int _next;
    private ulong _time;

    public TracePage(byte[] bytes, int length, TracePageLayout layout)
    {
        _bytes = bytes;
        ReadOnlySpan<byte> page = bytes.AsSpan(0, length);
        _time = (ulong)layout.Timestamp.Read(page);
        long commit = layout.Commit.Read(page) & uint.MaxValue & ~FlagMask;
        _next = layout.DataOffset;
        _end = (int)Math.Min(length, layout.DataOffset + commit);
        Time = _time;
    }

    /// <summary>Stamp of the current record, in nanoseconds of the trace clock.</summary>
    public ulong Time { get; private set; }

    /// <summary>Where the current record's data is.</summary>
    public int Offset { get; private set; }

    /// <summary>Bytes of the current record's data, rounded up to words.</summary>
    public int Length { get; private set; }

    /// <summary>Goes to the next record; false at the end of the page.</summary>
    public bool MoveNext()
    {
        while (_next + Word <= _end)
        {
            (uint type, uint delta) = Header(ReadWord(_next));
            int at = _next + Word;
            switch (type)
            {
                case Padding when delta == 0:
                    _next = _end;
                    return false;
                case Padding when at + Word <= _end:
                    _next = Advance(at, ReadWord(at));
                    _time += delta;
                    break;
                case TimeExtend when at + Word <= _end:
                    _time += delta + ((ulong)ReadWord(at) << DeltaBits);
                    _next = at + Word;
                    break;
                case TimeStamp when at + Word <= _end:
                    _time = (_time & ~StampMask) | ((delta + ((ulong)ReadWord(at) << DeltaBits)) & StampMask);
                    _next = at + Word;
                    break;
                case >= Padding:
                    _next = _end;
                    return false;
                default:
                    _time += delta;
                    return TakeRecord(type, at);
            }
        }
        return false;
    }

    // Long records have their length, that word included, in a word of their own.
    private bool TakeRecord(uint type, int at)
    {
        if (type == 0 && at + Word > _end)
        {
            _next = _end;
            return false;
        }
        int start = type == 0 ? at + Word : at;
        _next = type == 0 ? Advance(at, ReadWord(at)) : Advance(at, type * Word);
        Offset = start;
        Length = Math.Max(0, Math.Min(_next, _end) - start);
        Time = _time;
        return true;
    }

    private readonly int Advance(int at, uint length) =>
        (int)Math.Min(_end, at + Math.Max(Word, ((long)length + Word - 1) & ~(Word - 1L)));

    private readonly uint ReadWord(int at) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at))
        : BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));

    // A C bit field: its first member is in the low bits on little endian machines, in the high ones on others.
    private static (uint Type, uint Delta) Header(uint word) => BitConverter.IsLittleEndian
        ? (word & ((1u << LengthBits) - 1), word >> LengthBits)
        : (word >> DeltaBits, word & ((1u << DeltaBits) - 1));
}
