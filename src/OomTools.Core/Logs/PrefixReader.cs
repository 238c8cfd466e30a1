using OomTools.Text;

namespace OomTools.Logs;

/// <summary>
/// Frees a line of text from what stands in front of the kernel's words. The first byte decides what to try; prefixes may be
/// stacked: a capture tool stamps what the console printed, syslog leaves the kernel's stamp in the text.
/// </summary>
internal sealed class PrefixReader
{
    /// <summary>Capture tool, level, logger, kernel; more than that is text.</summary>
    private const int MaxLayers = 4;

    private readonly StampReader _stamps;
    private readonly BracketStamp _brackets;
    private readonly LogOrigin _origin;

    public PrefixReader(WallClock clock, HostNames hosts)
    {
        _stamps = new StampReader(clock);
        _brackets = new BracketStamp(_stamps);
        _origin = new LogOrigin(hosts);
    }

    /// <summary>The log counts time from line to line; see <see cref="BracketStamp.IsRelative"/>.</summary>
    public bool IsRelative => _brackets.IsRelative;

    /// <summary>Moves the line to its text. False when there was nothing in front.</summary>
    public bool TryRead(ref ByteCursor line, ref LinePrefix prefix)
    {
        bool isFound = false;
        for (int layer = 0; layer < MaxLayers && !line.AtEnd; layer++)
        {
            if (line.Current == (byte)'[' && KernelStamp.TryRead(ref line, ref prefix))
            {
                FinishUptime(ref line, ref prefix);
                return true;
            }

            if (!TryReadLayer(ref line, ref prefix))
                break;
            isFound = true;
            if (prefix.IsForeign || prefix.Sequence >= 0)
                break;
        }

        return isFound;
    }

    private void FinishUptime(ref ByteCursor line, ref LinePrefix prefix)
    {
        if (prefix.Escapes == TextEscapes.None)
            prefix.Escapes = TextEscapes.Control;
        if (prefix.HasOrigin || prefix.Time >= 0)
            return;
        prefix.IsBare = true;
        _origin.ReadAfterUptime(ref line, ref prefix);
        if (KernelStamp.MayBeVendorGroup(line.Current, line.Peek(1)))
            KernelStamp.SkipVendorGroups(ref line);
    }

    private bool TryReadLayer(ref ByteCursor line, ref LinePrefix prefix)
    {
        byte first = line.Current;
        switch (first)
        {
            case (byte)'[':
                return _brackets.TryRead(ref line, ref prefix);
            case (byte)'<':
                return TryReadPriority(ref line, ref prefix);
            case (byte)' ' or (byte)'\t':
                return false;
        }

        if (prefix.HasOrigin)
            return false;
        return (uint)(first - '0') <= 9 ? TryReadNumeric(ref line, ref prefix) : TryReadWorded(ref line, ref prefix);
    }

    /// <summary><c>&lt;4&gt;</c>, alone or as the beginning of RFC 5424.</summary>
    private bool TryReadPriority(ref ByteCursor line, ref LinePrefix prefix)
    {
        int start = line.Position;
        line.Position++;
        if (!line.TryNumber(out long priority) || priority > 255 || !line.Skip((byte)'>'))
        {
            line.Position = start;
            return false;
        }

        if (line.Current == (byte)'1' && line.Peek(1) == (byte)' ' && TryReadRfc5424(ref line, ref prefix))
            return true;
        if (prefix.Priority < 0)
            prefix.Priority = (int)priority;
        return true;
    }

    private bool TryReadRfc5424(ref ByteCursor line, ref LinePrefix prefix)
    {
        int start = line.Position;
        line.Position += 2;
        long time = LinePrefix.Unknown;
        if (!(line.Skip("- "u8) || _stamps.TryReadIso(ref line, out time, out _)))
        {
            line.Position = start;
            return false;
        }

        prefix.Time = time;
        prefix.Escapes = TextEscapes.Octal;
        _origin.ReadRfc5424(ref line, ref prefix);
        return true;
    }

    private bool TryReadNumeric(ref ByteCursor line, ref LinePrefix prefix)
    {
        if (KmsgHeader.TryRead(ref line, ref prefix))
            return true;
        if (_stamps.TryReadIso(ref line, out long time, out bool isDmesg))
        {
            prefix.Time = time;
            if (isDmesg)
            {
                prefix.HasOrigin = true;
                KernelStamp.TryReadCaller(ref line, ref prefix);
                _ = line.Skip((byte)' ');
                return true;
            }
        }
        else if (StampReader.TryReadUnix(ref line, out time) || _stamps.TryReadMonth(ref line, out time))
        {
            prefix.Time = time;
        }
        else if (line.Current == (byte)'1' && line.Peek(1) == (byte)' ')
        {
            return TryReadRfc5424(ref line, ref prefix);
        }
        else
        {
            return false;
        }

        ReadOrigin(ref line, ref prefix);
        return true;
    }

    private bool TryReadWorded(ref ByteCursor line, ref LinePrefix prefix)
    {
        if (_stamps.TryReadMonth(ref line, out long time) || _stamps.TryReadWeekday(ref line, out time))
        {
            prefix.Time = time;
            ReadOrigin(ref line, ref prefix);
            return true;
        }

        return TryReadDecoded(ref line, ref prefix);
    }

    private void ReadOrigin(ref ByteCursor line, ref LinePrefix prefix)
    {
        _ = line.Skip((byte)':');
        _origin.Read(ref line, ref prefix);
        if (prefix.Escapes == TextEscapes.None)
            prefix.Escapes = TextEscapes.Octal;
    }

    /// <summary><c>kern  :warn  : </c>: dmesg -x.</summary>
    private static bool TryReadDecoded(ref ByteCursor line, ref LinePrefix prefix)
    {
        int start = line.Position;
        if (TryReadColumn(ref line, out ReadOnlySpan<byte> facility) && FacilityNames.IsFacility(facility)
            && TryReadColumn(ref line, out ReadOnlySpan<byte> level) && FacilityNames.IsLevel(level) && line.Skip((byte)' '))
        {
            prefix.IsForeign = !FacilityNames.IsKernel(facility);
            return true;
        }

        line.Position = start;
        return false;
    }

    private static bool TryReadColumn(ref ByteCursor line, out ReadOnlySpan<byte> name)
    {
        const int MaxColumn = 9; // authpriv, and the colon
        ReadOnlySpan<byte> rest = line.Rest;
        int colon = rest[..Math.Min(rest.Length, MaxColumn)].IndexOf((byte)':');
        name = colon < 0 ? default : rest[..colon].TrimEnd((byte)' ');
        if (colon < 2)
            return false;
        line.Position += colon + 1;
        return true;
    }
}
