namespace OomTools.Logs;

/// <summary>The numbers that /dev/kmsg and netconsole give their records: one that is left out was lost.</summary>
internal sealed class RecordNumbers
{
    private long _last = LinePrefix.Unknown;
    private bool _isCounted;

    /// <summary>Whether a record follows the one before. Where the numbers go back another boot begins, or another log.</summary>
    /// <param name="prefix">The record's; without a number it says nothing.</param>
    /// <param name="lost">Records between them.</param>
    public bool Follows(in LinePrefix prefix, out long lost)
    {
        long last = _last;
        bool isCounted = _isCounted;
        (_last, _isCounted) = (prefix.Sequence, false);
        lost = Math.Max(0, prefix.Sequence - last - 1);
        if (last < 0 || prefix.Sequence < 0 || prefix.Sequence == last + 1)
            return true;
        // Pieces of one record bear the same number; where lines were passed over, each piece was counted for a record.
        bool isPiece = prefix.Sequence == last && prefix.FragmentTotal > 0;
        return isPiece || (isCounted && prefix.Sequence <= last);
    }

    /// <summary>Whole lines are left out: so many numbers further the next record is expected.</summary>
    public void PassOver(ReadOnlySpan<byte> lines, bool isGivenBack)
    {
        if (_last < 0 || lines.IsEmpty)
            return;
        // Fields of device messages follow their record on indented lines.
        int records = lines.Count((byte)'\n') - lines.Count("\n "u8) - (lines[0] == (byte)' ' ? 1 : 0);
        _last += isGivenBack ? -records : records;
        _isCounted = true;
    }

    public void Forget() => _last = LinePrefix.Unknown;
}
