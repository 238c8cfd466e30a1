using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace OomTools.Shell;

/// <summary>Lines of standard input on their way into a pipeline, no more of them ahead than the pipeline will soon want.</summary>
internal static class StandardInput
{
    private const int LinesAhead = 1024;

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

    /// <summary>Fills a pipeline's input from a thread of its own; without a reader there is no input.</summary>
    public static void Feed(PipelineWriter writer, TextReader? reader)
    {
        if (reader is null)
            writer.Close();
        else
            // A background thread: a read that waits for a terminal or a pipe does not keep the program alive.
            new Thread(() => Pump(reader, writer)) { IsBackground = true, Name = "standard input" }.Start();
    }

    private static void Pump(TextReader reader, PipelineWriter writer)
    {
        try
        {
            while (reader.ReadLine() is { } line)
            {
                while (writer.IsOpen && writer.Count >= LinesAhead)
                    Thread.Sleep(1);
                writer.Write(line);
            }
        }
        catch (Exception end) when (end is IOException or PipelineClosedException or ObjectDisposedException)
        {
            // The reader failed, or the pipeline has ended and wants no more.
        }
        finally
        {
            writer.Close();
        }
    }

    private static bool IsInput(Ast ast) =>
        ast is VariableExpressionAst variable && variable.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase);
}
