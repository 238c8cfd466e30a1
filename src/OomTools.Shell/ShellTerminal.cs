using System.Globalization;

namespace OomTools.Shell;

/// <summary>Where text goes to: its width, and whether it understands escape sequences.</summary>
internal sealed record ShellTerminal(int Width, bool IsAnsi, bool IsErrorAnsi, bool IsInputTerminal)
{
    /// <summary>The width where nobody says one: what pwsh takes for a console without size.</summary>
    public const int DefaultWidth = 120;

    public const int DefaultHeight = 24;

    public static ShellTerminal OfThisProcess()
    {
        bool colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        bool isTerminal = !Console.IsOutputRedirected;
        return new ShellTerminal(
            (isTerminal ? ConsoleWidth() : null) ?? ColumnsVariable() ?? DefaultWidth,
            IsAnsi: colours && isTerminal,
            IsErrorAnsi: colours && !Console.IsErrorRedirected,
            IsInputTerminal: !Console.IsInputRedirected);
    }

    private static int? ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int? ColumnsVariable() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0
            ? width
            : null;
}
