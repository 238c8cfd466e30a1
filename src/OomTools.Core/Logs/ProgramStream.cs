using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace OomTools.Logs;

/// <summary>What a program of the system prints, as a stream. The program ends with the stream, in whatever way that is left.</summary>
internal sealed class ProgramStream : ForwardStream
{
    /// <summary>Enough of a complaint to show it.</summary>
    private const int MaxError = 2048;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly StringBuilder _error = new();
    private readonly Func<int, string, Exception?> _judge;
    private int _isDisposed;
    private bool _isAtEnd;

    private ProgramStream(Process process, Func<int, string, Exception?> judge)
    {
        _process = process;
        _judge = judge;
        _output = process.StandardOutput.BaseStream;
        process.ErrorDataReceived += (_, e) => KeepError(e.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a program.</summary>
    /// <param name="name">Its name, looked for in PATH only.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="purpose">What it is needed for, as the beginning of a sentence.</param>
    /// <param name="judge">Turns exit code and complaint into the exception to throw at the end, or null when all is well.</param>
    /// <exception cref="ProgramMissingException">The program is not there.</exception>
    public static ProgramStream Start(string name, IEnumerable<string> arguments, string purpose, Func<int, string, Exception?> judge)
    {
        string path = Find(name) ?? throw new ProgramMissingException(name, purpose);
        var start = new ProcessStartInfo(path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        // Messages and month names in one language, no pager.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["SYSTEMD_PAGER"] = string.Empty;
        start.Environment["SYSTEMD_COLORS"] = "0";
        try
        {
            Process process = Process.Start(start) ?? throw new ProgramMissingException(name, purpose);
            process.StandardInput.Close();
            return new ProgramStream(process, judge);
        }
        catch (Win32Exception)
        {
            throw new ProgramMissingException(name, purpose);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_isAtEnd || Volatile.Read(ref _isDisposed) != 0)
            return 0;
        int read;
        try
        {
            read = _output.Read(buffer);
        }
        catch (Exception e) when (Volatile.Read(ref _isDisposed) != 0 && e is IOException or ObjectDisposedException)
        {
            return 0;
        }

        if (read == 0)
            End();
        return read;
    }

    /// <summary>Also ends a read that another thread waits in: the pipe closes when the program is gone.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Kill();
            _output.Dispose();
            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The program's file. Not the current directory's: it may hold anything.</summary>
    private static string? Find(string name)
    {
        string suffix = OperatingSystem.IsWindows() ? ".exe" : string.Empty;
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
        {
            string path = Path.Combine(folder, name + suffix);
            if (Path.IsPathFullyQualified(path) && File.Exists(path))
                return path;
        }

        return null;
    }

    private void KeepError(string? line)
    {
        lock (_error)
        {
            if (!string.IsNullOrWhiteSpace(line) && _error.Length < MaxError)
                _error.Append(_error.Length > 0 ? " " : string.Empty).Append(line.Length > MaxError ? line[..MaxError] : line);
        }
    }

    private void End()
    {
        _isAtEnd = true;
        int code;
        string error;
        try
        {
            _process.WaitForExit();
            code = _process.ExitCode;
            lock (_error)
                error = _error.ToString();
        }
        catch (InvalidOperationException)
        {
            return; // disposed meanwhile
        }

        if (Volatile.Read(ref _isDisposed) == 0 && _judge(code, error) is { } exception)
            throw exception;
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in this moment.
        }
    }
}
