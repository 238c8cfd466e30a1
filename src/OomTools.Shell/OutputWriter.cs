using System.Text;

namespace OomTools.Shell;

/// <summary>
/// Text to standard output or error. Once the reader is gone it takes text and drops it, and says so once. What was written is sent on
/// in blocks, and at the latest after a moment: a command that watches writes a line and then nothing for hours.
/// </summary>
internal sealed class OutputWriter : TextWriter
{
    private const int Moment = 10; // milliseconds

    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly Timer _timer;
    private bool _closed;
    private bool _isWaiting;

    public OutputWriter(Stream stream)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
        _timer = new Timer(_ => Flush());
    }

    /// <summary>The other end was closed: "| head -1" has what it wants.</summary>
    public event Action? Closed;

    public override Encoding Encoding => _writer.Encoding;

    public override void Write(char value) => Do(writer => writer.Write(value));

    public override void Write(string? value) => Do(writer => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Do(writer => writer.Write(buffer, index, count));

    public override void Flush() => Do(writer => writer.Flush(), isFlush: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer.Dispose();
            Flush();
        }

        base.Dispose(disposing);
    }

    private void Do(Action<StreamWriter> action, bool isFlush = false)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            try
            {
                action(_writer);
                if (!isFlush && !_isWaiting)
                    _timer.Change(Moment, Timeout.Infinite);
                _isWaiting = !isFlush;
                return;
            }
            catch (IOException)
            {
                _closed = true;
            }
        }
        Closed?.Invoke();
    }
}
