namespace OomTools.Tracing;

/// <summary>
/// Ends a recording. Removing an instance waits until no CPU uses its buffers (RCU), which takes the kernel some hundredths of a second, on a
/// busy machine some tenths. Who waits for the result waits for that too; who has pressed Ctrl+C gets the prompt back, and what is
/// not yet removed is removed by a thread that the end of the process waits for.
/// </summary>
internal static class Parting
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(40);

    /// <summary>Disposes of what records, in this order.</summary>
    public static void From(CancellationToken stopped, params IDisposable?[] recording)
    {
        if (!stopped.IsCancellationRequested)
        {
            Array.ForEach(recording, one => one?.Dispose());
            return;
        }
        var thread = new Thread(() => DisposeQuietly(recording)) { Name = "OomTools trace remover" };
        thread.Start();
        thread.Join(s_patience);
    }

    private static void DisposeQuietly(IDisposable?[] recording)
    {
        try
        {
            Array.ForEach(recording, one => one?.Dispose());
        }
        catch (Exception)
        {
            // On a thread of its own it would end the process, and nobody is there any more to be told. The next start tidies up.
        }
    }
}
