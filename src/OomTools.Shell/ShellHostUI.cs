using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace OomTools.Shell;

/// <summary>
/// Streams as pwsh has them: errors to standard error, everything else to standard output. Colours only where both the
/// style and the terminal want them.
/// </summary>
internal sealed class ShellHostUI : PSHostUserInterface
{
    private readonly ShellTerminal _terminal;
    private readonly TextReader _input;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly ShellProgress _progress;
    private readonly ShellPrompt _prompt;

    public ShellHostUI(ShellTerminal terminal, TextReader input, TextWriter output, TextWriter error)
    {
        _terminal = terminal;
        _input = input;
        _output = output;
        _error = error;
        _progress = new ShellProgress(terminal, output);
        _prompt = new ShellPrompt(this);
        RawUI = new ShellRawUI(terminal.Width);
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal => _terminal.IsAnsi;

    /// <summary>While this is set, what Out-Default writes is an error that ended the command.</summary>
    public bool IsReportingError { get; set; }

    public override void Write(string value)
    {
        _progress.Clear();
        if (IsReportingError)
            WriteError(value);
        else
            _output.Write(_terminal.IsAnsi ? value : Plain(value));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value)
    {
        Write(value + Environment.NewLine);
        // On a terminal one sees each line as it comes; a redirected stream is written in blocks.
        if (_terminal.IsAnsi)
            _output.Flush();
    }

    public override void WriteErrorLine(string value) => WriteError(value + Environment.NewLine);

    public override void WriteWarningLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Warning, "WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Debug, "DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(record);

    public override string ReadLine()
    {
        Flush();
        return _input.ReadLine() ?? throw new HostException("Standard input has ended.");
    }

    public override SecureString ReadLineAsSecureString() => throw new HostException("This shell does not read secrets.");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _prompt.ForFields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _prompt.ForChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new HostException("This shell does not read secrets.");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw new HostException("This shell does not read secrets.");

    public void Flush()
    {
        _progress.Clear();
        _output.Flush();
        _error.Flush();
    }

    private void WriteError(string text)
    {
        _progress.Clear();
        // In the order in which things happened, where both streams lead to one place.
        _output.Flush();
        _error.Write(_terminal.IsErrorAnsi ? text : Plain(text));
        _error.Flush();
    }

    private static string Plain(string text) => new StringDecorated(text).ToString(OutputRendering.PlainText);

    private void WriteStyled(string style, string text) => WriteLine(_terminal.IsAnsi ? style + text + PSStyle.Instance.Reset : text);
}
