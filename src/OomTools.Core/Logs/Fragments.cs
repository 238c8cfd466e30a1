namespace OomTools.Logs;

/// <summary>Puts netconsole messages together that came in pieces (<c>ncfrag=0/31</c>), in whatever order.</summary>
internal sealed class Fragments
{
    /// <summary>The kernel's longest extended record is 8 KiB.</summary>
    public const int MaxMessage = 16 * 1024;

    /// <summary>So many senders may be in the middle of a message at once.</summary>
    private const int MaxOpen = 4;

    private readonly List<Message> _open = [];

    public bool IsEmpty => _open.Count == 0;

    /// <summary>Takes a piece. True when the message is whole; it is then valid until the next call.</summary>
    /// <param name="prefix">The piece's prefix.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="message">The whole message.</param>
    /// <param name="isLost">True when another message had to be given up.</param>
    public bool TryJoin(in LinePrefix prefix, ReadOnlySpan<byte> piece, out ReadOnlySpan<byte> message, out bool isLost)
    {
        message = default;
        Message target = Find(prefix, out isLost);
        int length = Math.Min(piece.Length, target.Bytes.Length - prefix.FragmentOffset);
        piece[..length].CopyTo(target.Bytes.AsSpan(prefix.FragmentOffset));
        target.Received += length;
        if (target.Received < target.Bytes.Length)
            return false;
        _open.Remove(target);
        message = target.Bytes;
        return true;
    }

    /// <summary>Gives up what is not whole. True when there was something.</summary>
    public bool Clear()
    {
        bool hadAny = _open.Count > 0;
        _open.Clear();
        return hadAny;
    }

    private Message Find(in LinePrefix prefix, out bool isLost)
    {
        isLost = false;
        foreach (Message open in _open)
        {
            if (open.Sequence == prefix.Sequence && open.Bytes.Length == prefix.FragmentTotal && open.Host == prefix.Host)
                return open;
        }

        if (_open.Count == MaxOpen)
        {
            _open.RemoveAt(0);
            isLost = true;
        }

        var message = new Message(prefix.Sequence, prefix.Host, new byte[prefix.FragmentTotal]);
        _open.Add(message);
        return message;
    }

    private sealed class Message(long sequence, string? host, byte[] bytes)
    {
        public long Sequence { get; } = sequence;

        public string? Host { get; } = host;

        public byte[] Bytes { get; } = bytes;

        public int Received { get; set; }
    }
}
