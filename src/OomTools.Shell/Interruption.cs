using System.Runtime.InteropServices;

namespace OomTools.Shell;

/// <summary>Signals and a closed output stop the pipeline, so that cmdlets clean up; if they do not come to an end, the program does.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ShellSession _session;
    private readonly PosixSignalRegistration[] _registrations;
    private int _code;

    public Interruption(ShellSession session)
    {
        _session = session;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, Shell.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Shell.ExitCode.Terminated)),
        ];
    }

    /// <summary>At a prompt, Ctrl+C ends the command, not the shell.</summary>
    public bool IsInteractive { get; set; }

    /// <summary>Set where the program should not go on, whatever the command says.</summary>
    public int? ExitCode => Volatile.Read(ref _code) is not 0 and int code ? code : null;

    public void OutputClosed() => Begin(Shell.ExitCode.OutputClosed);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Handle(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (IsInteractive && code == Shell.ExitCode.Interrupted && _session.Stop())
            return;
        // A second signal, or one while nothing runs: nothing is left to wait for.
        if (!Begin(code))
            Environment.Exit(code);
    }

    private bool Begin(int code)
    {
        if (Interlocked.Exchange(ref _code, code) != 0)
            return false;
        if (!_session.Stop())
            return false;
        _ = Task.Delay(s_patience).ContinueWith(_ => Environment.Exit(code), TaskScheduler.Default);
        return true;
    }
}
