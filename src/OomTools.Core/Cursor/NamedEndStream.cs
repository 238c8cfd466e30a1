using System.Text;
using OomTools.Logs;

namespace OomTools.Cursor;

/// <summary>What journalctl prints, which at its end names the last entry: <c>-- cursor: s=…;i=…</c>.</summary>
internal sealed class NamedEndStream(Stream journal) : ForwardStream
{
    private const string Mark = "-- cursor: ";

    private readonly byte[] _end = new byte[1024];
    private int _length;

    /// <summary>The last entry's name, once all was read; null where there is none.</summary>
    public string? Cursor
    {
        get
        {
            string text = Encoding.UTF8.GetString(_end, 0, _length).TrimEnd('\n');
            string last = text[(text.LastIndexOf('\n') + 1)..];
            return last.StartsWith(Mark, StringComparison.Ordinal) ? last[Mark.Length..] : null;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int read = journal.Read(buffer);
        Keep(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            journal.Dispose();
        base.Dispose(disposing);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[Math.Max(0, bytes.Length - _end.Length)..];
        int kept = Math.Min(_length, _end.Length - bytes.Length);
        _end.AsSpan(_length - kept, kept).CopyTo(_end);
        bytes.CopyTo(_end.AsSpan(kept));
        _length = kept + bytes.Length;
    }
}
