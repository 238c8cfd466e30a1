using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OomTools.Live.Tests;

/// <summary>
/// Notes when kill lines of processes of one name become readable in /dev/kmsg: a reader of its own, a blocking one, to compare with.
/// </summary>
internal sealed partial class KernelLines : IDisposable
{
    private readonly string _mark = $"oomtools test {Guid.NewGuid():N}";
    private readonly Thread _thread;
    private readonly Dictionary<int, long> _seen = [];
    private readonly ManualResetEventSlim _isReady = new();

    public KernelLines(string name)
    {
        if (!File.Exists("/dev/kmsg"))
            Assert.Skip("There is no /dev/kmsg.");
        _thread = new Thread(() => Read(name)) { IsBackground = true };
        _thread.Start();
        Mark("begins");
        Assert.True(_isReady.Wait(TimeSpan.FromSeconds(10)), "A line written to /dev/kmsg did not come back.");
    }

    /// <summary>Moments (Stopwatch) by process.</summary>
    public Dictionary<int, long> Seen
    {
        get
        {
            lock (_seen)
                return new(_seen);
        }
    }

    public void Dispose()
    {
        Mark("ends");
        _thread.Join();
        _isReady.Dispose();
    }

    private void Mark(string what) => File.WriteAllText("/dev/kmsg", $"{_mark} {what}\n");

    private void Read(string name)
    {
        using var log = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] record = new byte[8192];
        while (true)
        {
            int length;
            try
            {
                length = log.Read(record);
            }
            catch (IOException)
            {
                continue; // overrun
            }

            long now = Stopwatch.GetTimestamp();
            string text = Encoding.UTF8.GetString(record, 0, length);
            if (text.Contains(_mark, StringComparison.Ordinal))
            {
                if (text.Contains("ends", StringComparison.Ordinal))
                    return;
                _isReady.Set();
            }
            else if (KillLine().Match(text) is { Success: true } kill && kill.Groups[2].Value == name)
            {
                lock (_seen)
                    _seen[int.Parse(kill.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] = now;
            }
        }
    }

    [GeneratedRegex(@"Killed process (\d+) \(([^)]*)\)")]
    private static partial Regex KillLine();
}
