using OomTools.Shell;

namespace OomTools.Tests;

/// <summary>What makes which exit code: as pwsh -Command and pwsh -File have it.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly StringWriter _screen = new();
    private readonly ShellSession _session;

    public ExitCodeTests()
    {
        var terminal = new ShellTerminal(120, IsAnsi: false, IsErrorAnsi: false, IsInputTerminal: false);
        _session = new ShellSession(new ShellHost(new ShellHostUI(terminal, TextReader.Null, _screen, _screen)));
        _session.Open();
    }

    public void Dispose()
    {
        _session.Dispose();
        _screen.Dispose();
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit", 0)]
    [InlineData("throw 'x'", 1)]
    [InlineData("no-such-command", 1)]
    [InlineData("no-such-command; 1", 0)]
    [InlineData("1; (", 1)]
    [InlineData("/bin/sh -c 'exit 5'", 1)]
    [InlineData("/bin/sh -c 'exit 5'; exit $LASTEXITCODE", 5)]
    [InlineData("Get-OomReport -Path no-such-file.log", 1)]
    public void A_command(string command, int expected) => Assert.Equal(expected, _session.RunCommand(command, input: null));

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'x'", 1)]
    [InlineData("(", 1)]
    [InlineData("no-such-command", 0)]
    [InlineData("/bin/sh -c 'exit 5'", 0)]
    public void A_script(string text, int expected)
    {
        using var script = new ScriptFile(text);
        Assert.Equal(expected, _session.RunFile(script.Path, [], input: null));
    }

    [Fact]
    public void A_parse_error_shows_where()
    {
        _session.RunCommand("1; (", input: null);
        Assert.Contains("An expression was expected after '('.", _screen.ToString(), StringComparison.Ordinal);
    }
}
