using System.Management.Automation;
using System.Text;

namespace OomTools.Shell;

/// <summary>Runs PowerShell commands with OomTools on machines without pwsh. Arguments and exit codes are those of pwsh.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        // Before the engine is touched: a tool for machines in trouble does not call home.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

        ShellArguments arguments = ShellArguments.Parse(args);
        if (arguments.Mistake is not null)
        {
            Console.Error.WriteLine(arguments.Mistake);
            Console.Error.Write(EmbeddedText.Read("Usage.txt"));
            return ExitCode.BadArguments;
        }

        using var output = new OutputWriter(StandardStream.Output);
        using var error = new OutputWriter(StandardStream.Error);
        Encoding utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var input = new StreamReader(Console.OpenStandardInput(), utf8);
        var terminal = ShellTerminal.OfThisProcess();

        if (arguments.Mode is ShellMode.Help)
            output.Write(EmbeddedText.Read("Usage.txt"));
        else if (arguments.Mode is ShellMode.Version)
            output.WriteLine(ShellVersion.Text);
        else
            return Run(arguments, terminal, input, output, error);
        return ExitCode.Success;
    }

    private static int Run(ShellArguments arguments, ShellTerminal terminal, TextReader input, OutputWriter output, OutputWriter error)
    {
        using var session = new ShellSession(new ShellHost(new ShellHostUI(terminal, input, output, error)));
        using var interruption = new Interruption(session) { IsInteractive = arguments.Mode is ShellMode.Lines && terminal.IsInputTerminal };
        output.Closed += interruption.OutputClosed;
        error.Closed += interruption.OutputClosed;
        // The host drops colours by itself; this tells scripts. It is one setting for the whole process.
        PSStyle.Instance.OutputRendering = terminal.IsAnsi ? OutputRendering.Ansi : OutputRendering.PlainText;
        session.Open();

        int code = arguments.Mode switch
        {
            ShellMode.Command => session.RunCommand(arguments.Text, StandardInput.For(arguments.Text, input)),
            ShellMode.File => session.RunFile(arguments.Text, arguments.Values, Console.IsInputRedirected ? input : null),
            _ when terminal.IsInputTerminal => InteractiveLoop.Run(session, input),
            _ => StatementReader.RunAll(session, input),
        };
        output.Flush();
        return interruption.ExitCode ?? code;
    }
}
