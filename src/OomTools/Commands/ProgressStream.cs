using System.Diagnostics;
using System.Management.Automation;

namespace OomTools.Commands;

/// <summary>A log file that says how far it is read, once reading takes longer than a person waits without wondering.</summary>
internal sealed class ProgressStream(Stream stream, string path, Cmdlet cmdlet, Func<double>? share) : Stream
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private TimeSpan _next = s_patience;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        Report();
        return stream.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => stream.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Takes the progress bar away again; only on the pipeline's thread.</summary>
    public void Complete()
    {
        if (_next > s_patience)
            cmdlet.WriteProgress(new ProgressRecord(0, "Reading kernel log", path) { RecordType = ProgressRecordType.Completed });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }

    private void Report()
    {
        if (_watch.Elapsed < _next || Environment.CurrentManagedThreadId != _thread)
            return;

        _next = _watch.Elapsed + s_interval;
        int percent = share is null ? -1 : (int)Math.Clamp(100 * share(), 0, 100);
        cmdlet.WriteProgress(new ProgressRecord(0, "Reading kernel log", path) { PercentComplete = percent });
    }
}
