using System.Text;

namespace OomTools.Shell;

/// <summary>Text to standard output or error. Once the reader is gone it takes text and drops it, and says so once.</summary>
internal sealed class OutputWriter(Stream stream) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
    private bool _closed;

    /// <summary>The other end was closed: "| head -1" has what it wants.</summary>
    public event Action? Closed;

    public override Encoding Encoding => _writer.Encoding;

    public override void Write(char value) => Do(writer => writer.Write(value));

    public override void Write(string? value) => Do(writer => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Do(writer => writer.Write(buffer, index, count));

    public override void Flush() => Do(writer => writer.Flush());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Flush();
        base.Dispose(disposing);
    }

    private void Do(Action<StreamWriter> action)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            try
            {
                action(_writer);
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
