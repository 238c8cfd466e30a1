using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OomTools.Live.Tests;

/// <summary>A script in a process of its own, and what it says meanwhile.</summary>
internal sealed class ShellRun : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ShellRun(string script)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OomTools.Shell.dll"), "-Command", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, e) => Note(e.Data);
        _process.ErrorDataReceived += (_, e) => NoteError(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Lines of its output so far.</summary>
    public string[] Lines
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

    /// <summary>Waits until its lines are as they must be; fails the test, with all that it said, when that does not happen.</summary>
    public void MustSay(Func<string[], bool> isThere, TimeSpan patience)
    {
        for (long start = Stopwatch.GetTimestamp(); !isThere(Lines); Thread.Sleep(20))
        {
            bool hasEnded = _process.HasExited && _end.Task.IsCompleted;
            if ((hasEnded || Stopwatch.GetElapsedTime(start) > patience) && !isThere(Lines))
                Assert.Fail(What());
        }
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
        Assert.True(_process.WaitForExit(patience) && _end.Task.Wait(patience), What());
        Assert.True(_process.ExitCode == 0 && Error.Length == 0, What());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            _end.TrySetResult();
            return;
        }

        lock (_lines)
            _lines.Add(line);
    }

    private void NoteError(string? line)
    {
        lock (_error)
            _error.AppendLine(line);
    }

    private string Error
    {
        get
        {
            lock (_error)
                return _error.ToString().Trim();
        }
    }

    /// <summary>What became of it, for messages.</summary>
    private string What() =>
        $"It {(_process.HasExited ? string.Create(CultureInfo.InvariantCulture, $"has ended with {_process.ExitCode}") : "runs")} and said:\n{string.Join('\n', Lines)}\n{Error}";
}
