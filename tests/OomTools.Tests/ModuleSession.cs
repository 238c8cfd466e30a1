using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace OomTools.Tests;

/// <summary>The staged module in an engine of its own, with a host of a given width that keeps what is shown.</summary>
internal sealed partial class ModuleSession : IDisposable
{
    private readonly KeepingHost _host;
    private readonly Runspace _runspace;

    public ModuleSession(int width = 120)
    {
        _host = new KeepingHost(width);
        _runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        _runspace.Open();
        Run("Import-Module $args[0]; $PSStyle.OutputRendering = 'PlainText'", Repository.Path("out", "OomTools", "OomTools.psd1"));
        Assert.Empty(Errors);
    }

    /// <summary>Errors of the last run that did not end it.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; private set; } = [];

    /// <summary>Warnings of the last run.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Verbose messages of the last run.</summary>
    public IReadOnlyList<string> Verbose { get; private set; } = [];

    public Runspace Runspace => _runspace;

    /// <summary>Runs a script.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object[] arguments)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments)
            shell.AddArgument(argument);
        PSObject[] output = [.. shell.Invoke()];
        Errors = [.. shell.Streams.Error];
        Warnings = [.. shell.Streams.Warning.Select(warning => warning.Message)];
        Verbose = [.. shell.Streams.Verbose.Select(verbose => verbose.Message)];
        return output;
    }

    /// <summary>What a person sees of a script's output: through the views, on a screen of this width.</summary>
    public string Show(string script, params object[] arguments)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments)
            shell.AddArgument(argument);
        shell.AddCommand("Out-Default");
        _host.Screen.Clear();
        shell.Invoke();
        string screen = Colours().Replace(_host.Screen.ToString(), "").Replace("\r", "", StringComparison.Ordinal);
        return string.Join('\n', screen.Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>What $PSStyle puts around headings.</summary>
    [GeneratedRegex("\u001b\\[(0|3[0-9];1|3[0-9];1;3)m")]
    private static partial Regex Colours();

    private sealed class KeepingHost(int width) : PSHost
    {
        private readonly KeepingUserInterface _ui = new(width);

        public System.Text.StringBuilder Screen => _ui.Screen;

        public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

        public override CultureInfo CurrentUICulture => CultureInfo.GetCultureInfo("en-US");

        public override Guid InstanceId { get; } = Guid.NewGuid();

        public override string Name => nameof(KeepingHost);

        public override PSHostUserInterface UI => _ui;

        public override Version Version { get; } = new(1, 0);

        public override void EnterNestedPrompt() => throw new NotSupportedException();

        public override void ExitNestedPrompt() => throw new NotSupportedException();

        public override void NotifyBeginApplication() => _ = Screen;

        public override void NotifyEndApplication() => _ = Screen;

        public override void SetShouldExit(int exitCode) => _ = Screen;
    }

    private sealed class KeepingUserInterface(int width) : PSHostUserInterface
    {
        public System.Text.StringBuilder Screen { get; } = new();

        public override PSHostRawUserInterface RawUI { get; } = new FixedScreen(width);

        public override void Write(string value) => Screen.Append(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Screen.Append(value);

        public override void WriteLine(string value) => Screen.Append(value).Append('\n');

        public override void WriteDebugLine(string message) => WriteLine(message);

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteVerboseLine(string message) => WriteLine(message);

        public override void WriteWarningLine(string message) => WriteLine(message);

        public override void WriteProgress(long sourceId, ProgressRecord record) => _ = record;

        public override string ReadLine() => throw new NotSupportedException();

        public override System.Security.SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, System.Collections.ObjectModel.Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, System.Collections.ObjectModel.Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw new NotSupportedException();
    }

    private sealed class FixedScreen(int width) : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(width, 100);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => BufferSize;

        public override Size MaxWindowSize => BufferSize;

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(width, 100);

        public override string WindowTitle { get; set; } = "";

        public override void FlushInputBuffer() => _ = WindowTitle;

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    }
}
