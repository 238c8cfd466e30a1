using System.Management.Automation;
using System.Management.Automation.Language;

namespace OomTools.Shell;

/// <summary>Lines of standard input on their way into a pipeline, no more of them ahead than the pipeline will soon want.</summary>
internal static class StandardInput
{
    private const int LinesAhead = 4096;

    /// <summary>
    /// The reader if the command looks at its input, else null: whoever asks nothing of standard input shall not wait for its
    /// end, and programs that the command starts may read it.
    /// </summary>
    public static TextReader? For(string command, TextReader input)
    {
        if (!Console.IsInputRedirected)
            return null;
        ScriptBlockAst script = Parser.ParseInput(command, out _, out _);
        bool asks = script.ProcessBlock is not null || script.Find(IsInput, searchNestedScriptBlocks: true) is not null;
        return asks ? input : null;
    }

    /// <summary>A collection that a thread fills while the pipeline takes from it.</summary>
    public static PSDataCollection<string> Stream(TextReader reader)
    {
        var lines = new PSDataCollection<string> { BlockingEnumerator = true };
        // A background thread: a read that waits for the terminal or a pipe does not keep the program alive.
        new Thread(() => Pump(reader, lines)) { IsBackground = true, Name = "standard input" }.Start();
        return lines;
    }

    private static void Pump(TextReader reader, PSDataCollection<string> lines)
    {
        try
        {
            while (reader.ReadLine() is { } line)
            {
                while (lines.Count >= LinesAhead && lines.IsOpen)
                    Thread.Sleep(1);
                if (!lines.IsOpen)
                    return;
                lines.Add(line);
            }
            lines.Complete();
        }
        catch (Exception problem) when (problem is IOException or InvalidOperationException)
        {
            // The reader failed, or the pipeline ended and closed the collection meanwhile: there is no more input.
            lines.Complete();
        }
    }

    private static bool IsInput(Ast ast) =>
        ast is VariableExpressionAst variable && variable.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase);
}
