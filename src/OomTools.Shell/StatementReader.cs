using System.Management.Automation.Language;
using System.Text;

namespace OomTools.Shell;

/// <summary>Commands line by line. As in pwsh, a statement over several lines ends with an empty one.</summary>
internal sealed class StatementReader(TextReader input, Action<bool>? prompt = null)
{
    /// <summary>Runs all that standard input holds. The exit code is that of the last statement.</summary>
    public static int RunAll(ShellSession session, TextReader input)
    {
        var reader = new StatementReader(input);
        int code = ExitCode.Success;
        while (session.ExitRequest is null && reader.Next() is { } statement)
            code = session.RunCommand(statement, input: null);
        return session.ExitRequest ?? code;
    }

    /// <summary>The next statement, or null at the end.</summary>
    public string? Next()
    {
        var text = new StringBuilder();
        while (true)
        {
            bool isFirst = text.Length == 0;
            prompt?.Invoke(isFirst);
            string? line = input.ReadLine();
            if (line is null)
                return isFirst ? null : text.ToString();
            text.Append(line).Append('\n');
            string statement = text.ToString();
            if (string.IsNullOrWhiteSpace(statement))
                text.Clear();
            else if ((isFirst || line.Length == 0) && IsComplete(statement))
                return statement;
        }
    }

    private static bool IsComplete(string statement)
    {
        Parser.ParseInput(statement, out _, out ParseError[] errors);
        return !errors.Any(error => error.IncompleteInput);
    }
}
