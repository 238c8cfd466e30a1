using System.Runtime.InteropServices;
using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>
/// Reads what the kernel prints (<c>trace_pipe</c>, merged over all CPUs). Slower than binary records, but it has the names of functions
/// also where <c>kernel.kptr_restrict</c> 2 hides their addresses from everybody.
/// </summary>
internal sealed class TextShrinkerSource : IShrinkerSource
{
    private const int BufferSize = 64 << 10;

    // One pass; then the caller looks whether it is to end.
    private const int ReadsPerPass = 64;

    private readonly ShrinkerTraceText _text = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _length;
    private int _file;

    public TextShrinkerSource(TraceInstance instance)
    {
        string path = instance.Path + "/trace_pipe";
        _file = TraceNative.OpenNonBlocking(path);
        if (_file < 0)
            throw new TraceException(TraceFailure.Failed, path, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        instance.Attach(this);
    }

    public bool Read()
    {
        byte[] piece = new byte[BufferSize / 2];
        for (int i = 0; i < ReadsPerPass; i++)
        {
            int read = (int)TraceNative.Read(_file, piece, piece.Length);
            if (read <= 0)
                return true;
            Append(piece.AsSpan(0, read));
        }
        return false;
    }

    public void ReadToEnd()
    {
        while (!Read())
        {
        }
    }

    public ShrinkerTrace Complete(TaskNames tasks) => new(_text.Tally, _text.Functions, pid => _text.NameOf(pid) ?? tasks.Of(pid), _text.LabelOf);

    public void Dispose()
    {
        int file = Interlocked.Exchange(ref _file, -1);
        if (file >= 0)
            _ = TraceNative.Close(file);
    }

    // The kernel hands out whole lines, as many as fit; a line that is cut all the same is kept for the next piece.
    private void Append(ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length > _buffer.Length)
            _length = 0;
        piece.CopyTo(_buffer.AsSpan(_length));
        _length += piece.Length;
        int end = _buffer.AsSpan(0, _length).LastIndexOf((byte)'\n') + 1;
        foreach (ReadOnlySpan<byte> line in new LineCursor(_buffer.AsSpan(0, end)))
            _text.Append(line);
        _buffer.AsSpan(end, _length - end).CopyTo(_buffer);
        _length -= end;
    }
}
