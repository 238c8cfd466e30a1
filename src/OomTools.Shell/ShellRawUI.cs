using System.Management.Automation.Host;

namespace OomTools.Shell;

/// <summary>A screen of a certain width that is only written to.</summary>
internal sealed class ShellRawUI(int width) : PSHostRawUserInterface
{
    public override Size BufferSize { get; set; } = new(width, ShellTerminal.DefaultHeight);

    public override Size WindowSize { get; set; } = new(width, ShellTerminal.DefaultHeight);

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Size MaxWindowSize => WindowSize;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    public override void FlushInputBuffer()
    {
    }

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NotThisShell();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotThisShell();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotThisShell();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotThisShell();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotThisShell();

    private static NotSupportedException NotThisShell() => new("This shell reads and writes lines only.");
}
