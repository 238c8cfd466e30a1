using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// A trigger of the kernel's (CONFIG_PSI, since 5.2): written into a pressure file, it makes the open file ready when tasks
/// lost so much time within a window. It lives as long as the file is open; nobody else notices.
/// </summary>
internal sealed class PressureTrigger : IDisposable
{
    /// <summary>The only window that every user may ask for, since 6.4: averages are computed every two seconds anyway.</summary>
    public static readonly TimeSpan UnprivilegedWindow = TimeSpan.FromSeconds(2);

    private readonly LostTime _lost;
    private int _file;

    private PressureTrigger(int file, LostTime lost) => (_file, _lost) = (file, lost);

    /// <summary>Sets a trigger; null and the error number where the kernel refuses.</summary>
    /// <param name="hostPath">The pressure file.</param>
    /// <param name="kind">Whose time counts.</param>
    /// <param name="share">Percent of the window.</param>
    /// <param name="window">Half a second to ten.</param>
    /// <param name="error">The system's error number.</param>
    public static PressureTrigger? Open(string hostPath, PressureKind kind, double share, TimeSpan window, out int error)
    {
        int file = NativePoll.Open(hostPath, out error);
        if (file < 0)
            return null;
        var lost = new LostTime(() => Total(hostPath, kind), window * (share / 100));
        if (NativePoll.TryWrite(file, Encoding.ASCII.GetBytes(Text(kind, share, window) + '\0'), out error))
            return new PressureTrigger(file, lost);
        NativePoll.Close(file);
        return null;
    }

    /// <summary>What is written: "some 200000 2000000", in microseconds.</summary>
    public static string Text(PressureKind kind, double share, TimeSpan window)
    {
        double microseconds = window.TotalMicroseconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(kind == PressureKind.Full ? "full" : "some")} {Math.Max(1, Math.Round(microseconds * share / 100)):0} {microseconds:0}");
    }

    /// <summary>
    /// Sleeps until a trigger fires: its index, or null when the time is over or the wait was cancelled. A trigger whose cgroup
    /// was removed fires too.
    /// </summary>
    public static int? Wait(IReadOnlyList<PressureTrigger> triggers, TimeSpan? timeout, CancellationToken cancellation)
    {
        int wake = NativePoll.Event(out int error);
        if (wake < 0)
            throw new IOException($"eventfd failed with error {error}.");
        try
        {
            // Disposed before the descriptor is closed, so that a late cancellation cannot write into another's file.
            using CancellationTokenRegistration registration = cancellation.Register(() => NativePoll.Wake(wake));
            return Wait(triggers, Files(triggers, wake), timeout);
        }
        finally
        {
            NativePoll.Close(wake);
        }
    }

    public void Dispose()
    {
        if (_file >= 0)
            NativePoll.Close(_file);
        _file = -1;
    }

    private static NativePoll.PollFile[] Files(IReadOnlyList<PressureTrigger> triggers, int wake)
    {
        var files = new NativePoll.PollFile[triggers.Count + 1];
        for (int i = 0; i < triggers.Count; i++)
            files[i] = new NativePoll.PollFile { File = triggers[i]._file, Events = NativePoll.Priority };
        files[^1] = new NativePoll.PollFile { File = wake, Events = NativePoll.In };
        return files;
    }

    private static int? Wait(IReadOnlyList<PressureTrigger> triggers, NativePoll.PollFile[] files, TimeSpan? timeout)
    {
        long begin = Stopwatch.GetTimestamp();
        while (true)
        {
            TimeSpan? rest = timeout - Stopwatch.GetElapsedTime(begin);
            int milliseconds = rest is { } left ? (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, int.MaxValue) : -1;
            int ready = NativePoll.Poll(files, milliseconds, out int error);
            if (error != 0)
                throw new IOException($"poll failed with error {error}.");
            if (ready == 0 || (ready > 0 && files[^1].Happened != 0))
                return null;
            for (int i = 0; ready > 0 && i < triggers.Count; i++)
            {
                if (files[i].Happened != 0 && (files[i].Happened != NativePoll.Priority || triggers[i]._lost.IsEnough()))
                    return i;
            }
        }
    }

    private static TimeSpan? Total(string hostPath, PressureKind kind)
    {
        try
        {
            MemoryPressure? pressure = PressureInfo.Parse(File.ReadAllBytes(hostPath));
            return kind == PressureKind.Full ? pressure?.FullTotal : pressure?.SomeTotal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
