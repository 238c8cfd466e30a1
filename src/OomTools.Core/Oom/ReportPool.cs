namespace OomTools.Oom;

/// <summary>What all open reports share: strings that repeat, and buffers of reports that are done.</summary>
internal sealed class ReportPool
{
    // As many as are open or waiting at once in an ordinary log.
    private const int Kept = 16;

    private readonly Stack<ReportBuffers> _buffers = new();

    public TextPool Texts { get; } = new();

    public OpenReport Rent() => new(Texts, _buffers.TryPop(out ReportBuffers? buffers) ? buffers : new ReportBuffers());

    /// <summary>The report is not used any more.</summary>
    public void Return(ReportBuffers buffers)
    {
        if (_buffers.Count < Kept && buffers.IsOrdinary)
        {
            buffers.Clear();
            _buffers.Push(buffers);
        }
    }
}
