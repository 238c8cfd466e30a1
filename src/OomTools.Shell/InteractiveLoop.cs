using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace OomTools.Shell;

/// <summary>A prompt, as plain as the terminal's own line editing. Ctrl+C at the prompt, Ctrl+D and "exit" leave.</summary>
internal static class InteractiveLoop
{
    public static int Run(ShellSession session, TextReader input)
    {
        session.UI.WriteLine(ShellVersion.Text);
        var reader = new StatementReader(input, isFirst =>
        {
            session.UI.Write(isFirst ? Prompt(session.Runspace) : ">> ");
            session.UI.Flush();
        });
        while (session.ExitRequest is null && reader.Next() is { } statement)
            session.RunCommand(statement, input: null);
        return session.ExitRequest ?? ExitCode.Success;
    }

    private static string Prompt(Runspace runspace)
    {
        try
        {
            using var shell = PowerShell.Create(runspace);
            return shell.AddCommand("prompt").Invoke<string>().FirstOrDefault() ?? "PS> ";
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }
}
