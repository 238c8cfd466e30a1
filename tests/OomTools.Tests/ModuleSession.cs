using System.Management.Automation;
using System.Management.Automation.Runspaces;
using OomTools.Shell;

namespace OomTools.Tests;

/// <summary>The staged module in an engine of its own, with a screen of a given width that keeps what is shown.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly StringWriter _screen = new() { NewLine = "\n" };
    private readonly Runspace _runspace;

    /// <param name="width">Columns of the screen.</param>
    /// <param name="ansi">Whether the screen understands escape sequences; otherwise the host drops them.</param>
    public ModuleSession(int width = 120, bool ansi = false)
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        var terminal = new ShellTerminal(width, IsAnsi: ansi, IsErrorAnsi: ansi, IsInputTerminal: false);
        var host = new ShellHost(new ShellHostUI(terminal, TextReader.Null, _screen, _screen));
        InitialSessionState state = InitialSessionState.CreateDefault2();
        EngineFormat.AddTo(state);
        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
        // Paths in examples are relative to the checkout.
        _runspace.SessionStateProxy.Path.SetLocation(Repository.Path());
        Run("Import-Module $args[0]", Repository.Path("out", "OomTools", "OomTools.psd1"));
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
        using PowerShell shell = Shell(script, arguments);
        PSObject[] output = [.. shell.Invoke()];
        Errors = [.. shell.Streams.Error];
        Warnings = [.. shell.Streams.Warning.Select(warning => warning.Message)];
        Verbose = [.. shell.Streams.Verbose.Select(verbose => verbose.Message)];
        return output;
    }

    /// <summary>What a person sees of a script's output: through the views, on a screen of this width.</summary>
    public string Show(string script, params object[] arguments)
    {
        using PowerShell shell = Shell(script, arguments);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        _screen.GetStringBuilder().Clear();
        shell.Invoke();
        return string.Join('\n', _screen.ToString().Replace("\r", "", StringComparison.Ordinal).Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
    }

    /// <summary>What the Tab key offers at the end of a line.</summary>
    public IReadOnlyList<string> Complete(string line)
    {
        using var shell = PowerShell.Create(_runspace);
        CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, options: null, shell);
        return [.. completion.CompletionMatches.Select(match => match.CompletionText)];
    }

    /// <summary>An object's way through Export-Clixml or remoting and back.</summary>
    public PSObject ThroughClixml(object value) =>
        Run("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($args[0]))", value).Single();

    /// <summary>A command of the session, or null. Modules elsewhere on the machine do not count.</summary>
    public CommandInfo? Command(string name) =>
        Run("$PSModuleAutoLoadingPreference = 'None'; Get-Command -Name $args[0] -CommandType Cmdlet, Function, Alias -ErrorAction Ignore", name)
            is [{ BaseObject: CommandInfo command }, ..] ? command : null;

    public void Dispose()
    {
        _runspace.Dispose();
        _screen.Dispose();
    }

    private PowerShell Shell(string script, object[] arguments)
    {
        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments)
            shell.AddArgument(argument);
        return shell;
    }
}
