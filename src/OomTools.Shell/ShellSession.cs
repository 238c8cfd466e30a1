using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace OomTools.Shell;

/// <summary>One runspace with the module in it, and the ways to run something there.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly Lock _lock = new();
    private readonly PSReference _lastSucceeded = new(true);
    private Pipeline? _running;

    public ShellSession(ShellHost host)
    {
        _host = host;
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Remove(ShellOutDefaultCommand.Name, typeof(SessionStateCmdletEntry));
        state.Commands.Add(new SessionStateCmdletEntry(ShellOutDefaultCommand.Name, typeof(ShellOutDefaultCommand), helpFileName: null));
        EngineFormat.AddTo(state);
        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
    }

    /// <summary>The argument of "exit", once a command has called it.</summary>
    public int? ExitRequest => _host.ExitRequest;

    public Runspace Runspace => _runspace;

    public ShellHostUI UI => _host.ShellUI;

    /// <summary>Opens the runspace and imports the module. Without the module one may still look around.</summary>
    public void Open()
    {
        _runspace.Open();
        if (ModuleLocator.Find() is { } manifest)
            Run(ImportModule(manifest), input: null);
        else
            UI.WriteErrorLine("The module OomTools was not found near this program. In a checkout, 'dotnet build' makes it.");
    }

    /// <summary>Runs a command as pwsh -Command does: 1 if it ended in an error or its last statement failed.</summary>
    public int RunCommand(string text, TextReader? input)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            Report(new ParseException(errors));
            return ExitCode.Failure;
        }
        bool completed = Run(new Command(text, isScript: true, useLocalScope: false), input);
        return ExitRequest ?? (completed && _lastSucceeded.Value is true ? ExitCode.Success : ExitCode.Failure);
    }

    /// <summary>Runs a script as pwsh -File does: 1 if an error ended it.</summary>
    public int RunFile(string path, CommandParameter[] values, TextReader? input)
    {
        var script = new Command(path, isScript: false, useLocalScope: false);
        foreach (CommandParameter value in values)
            script.Parameters.Add(value);
        ScriptExit.EndsProgram(_runspace);
        bool completed = Run(script, input);
        return ExitRequest ?? (completed ? ExitCode.Success : ExitCode.Failure);
    }

    /// <summary>Stops what is running. True if something was.</summary>
    public bool Stop()
    {
        lock (_lock)
        {
            _running?.StopAsync();
            return _running is not null;
        }
    }

    public void Dispose() => _runspace.Dispose();

    private static Command ImportModule(string manifest)
    {
        var import = new Command("Import-Module");
        import.Parameters.Add("Name", manifest);
        return import;
    }

    /// <summary>Runs a command to the screen. False if an error or a stop ended it.</summary>
    private bool Run(Command command, TextReader? input)
    {
        var screen = new Command(ShellOutDefaultCommand.Name);
        screen.Parameters.Add(nameof(ShellOutDefaultCommand.Succeeded), _lastSucceeded);
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);

        // Not the newer class PowerShell: its input keeps every line that has passed.
        using Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        pipeline.Commands.Add(screen);
        lock (_lock)
            _running = pipeline;
        try
        {
            StandardInput.Feed(pipeline.Input, input);
            PipelineStateInfo end = Wait(pipeline);
            if (end.State == PipelineState.Failed && end.Reason is RuntimeException error)
                Report(error);
            return end.State == PipelineState.Completed;
        }
        finally
        {
            lock (_lock)
                _running = null;
            UI.Flush();
        }
    }

    /// <summary>Runs a pipeline to its end. Its own Invoke would close the input first.</summary>
    private static PipelineStateInfo Wait(Pipeline pipeline)
    {
        using var ended = new ManualResetEventSlim();
        PipelineStateInfo? end = null;
        pipeline.StateChanged += (_, change) =>
        {
            if (change.PipelineStateInfo.State is PipelineState.Completed or PipelineState.Failed or PipelineState.Stopped)
            {
                end = change.PipelineStateInfo;
                ended.Set();
            }
        };
        pipeline.InvokeAsync();
        ended.Wait();
        return end!;
    }

    /// <summary>Shows the error that ended a command, as the engine shows any other.</summary>
    private void Report(RuntimeException error)
    {
        ErrorRecord record = error.ErrorRecord;
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand(ShellOutDefaultCommand.Name).AddParameter("InputObject", record);
        UI.IsReportingError = true;
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException)
        {
            UI.WriteErrorLine(record.ToString());
        }
        finally
        {
            UI.IsReportingError = false;
        }
    }
}
