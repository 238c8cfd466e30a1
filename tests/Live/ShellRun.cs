using System.Diagnostics;
using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>A script in a process of its own, which notes when each line of its output came.</summary>
internal sealed class ShellRun : IDisposable
{
    private readonly Process _process;
    private readonly List<(string Text, long At)> _lines = [];
    private readonly Task<string> _error;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ShellRun(string script)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OomTools.Shell.dll"), "-Command", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, e) => Note(e.Data);
        _error = _process.StandardError.ReadToEndAsync();
        _process.BeginOutputReadLine();
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it runs, for messages.</summary>
    public string State => _process.HasExited ? string.Create(CultureInfo.InvariantCulture, $"has ended with {_process.ExitCode}") : "runs";

    public (string Text, long At)[] Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that it holds now, in bytes: what is its own, not what it shares with files.</summary>
    public long AnonymousMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    public bool WaitFor(Func<(string Text, long At)[], bool> isThere, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isThere(Lines))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > patience)
                return isThere(Lines);
            Thread.Sleep(20);
        }

        return true;
    }

    /// <summary>Stops it for a while (STOP), or lets it go on (CONT).</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end; what was said on standard error fails the test.</summary>
    public void End(TimeSpan patience)
    {
        Assert.True(_process.WaitForExit(patience), "It goes on.");
        Assert.True(_end.Task.Wait(patience));
        Assert.Equal("", _error.Result);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Note(string? line)
    {
        long now = Stopwatch.GetTimestamp();
        if (line is null)
        {
            _end.TrySetResult();
            return;
        }

        lock (_lines)
            _lines.Add((line, now));
    }
}
