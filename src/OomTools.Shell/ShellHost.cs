using System.Globalization;
using System.Management.Automation.Host;

namespace OomTools.Shell;

/// <summary>The engine's host: it keeps the exit code that "exit" asks for.</summary>
internal sealed class ShellHost(ShellHostUI ui) : PSHost
{
    /// <summary>The argument of "exit", or null.</summary>
    public int? ExitRequest { get; private set; }

    public override string Name => "OomToolsShell";

    public override Version Version => ShellVersion.Number;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => ui;

    public ShellHostUI ShellUI => ui;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitRequest = exitCode;

    public override void NotifyBeginApplication() => ui.Flush();

    public override void NotifyEndApplication()
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException("This shell has no nested prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell has no nested prompt.");
}
