using System.Diagnostics;

namespace OomTools.Tests;

/// <summary>What goes into the embedded shell, and where what comes out goes to.</summary>
public class ShellStreamTests
{
    private const string Log = "tests/Fixtures/5.10.0-32-amd64/global-anon/console.log";

    [Fact]
    public async Task Text_on_standard_input_is_input()
    {
        ShellResult result = await ShellProcess.Run("a\nb\n", "$input | ForEach-Object { \"<$_>\" }");
        Assert.Equal("<a>\n<b>\n", result.Output);
    }

    [Fact]
    public async Task A_log_on_standard_input_becomes_reports()
    {
        string log = await File.ReadAllTextAsync(Repository.Path(Log), TestContext.Current.CancellationToken);
        ShellResult result = await ShellProcess.Run(log, "$input | Get-OomReport | ForEach-Object VictimPid");
        Assert.Equal("431\n430\n432\n", result.Output);
    }

    [Fact]
    public async Task More_lines_than_are_read_ahead()
    {
        string lines = string.Concat(Enumerable.Repeat("a line of a log\n", 50_000));
        ShellResult result = await ShellProcess.Run(lines, "$count = 0; $input | ForEach-Object { $count++ }; $count");
        Assert.Equal("50000\n", result.Output);
    }

    [Fact]
    public async Task A_command_need_not_read_all_of_its_input()
    {
        using Process process = ShellProcess.Start("$input | ForEach-Object { exit 3 }");
        await process.StandardInput.WriteLineAsync("one line, and no end");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, (await ShellProcess.End(process)).ExitCode);
    }

    [Fact]
    public async Task A_command_that_asks_nothing_does_not_wait_for_the_end_of_standard_input()
    {
        using Process process = ShellProcess.Start("'done'");
        ShellResult result = await ShellProcess.End(process);
        Assert.Equal("done\n", result.Output);
    }

    [Theory]
    [InlineData("-Command", "-")]
    [InlineData("-File", "-")]
    [InlineData]
    public async Task Commands_on_standard_input_run_one_by_one(params string[] arguments)
    {
        ShellResult result = await ShellProcess.Run("1\nthrow 'no'\nif ($true) {\n2\n}\n\n3; exit 4\n5\n", arguments);
        Assert.Equal("1\n2\n3\n", result.Output);
        Assert.Contains("no", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, result.ExitCode);
    }

    [Fact]
    public async Task A_script_takes_named_and_positional_arguments()
    {
        using var script = new ScriptFile("param([string]$Name, [int]$Count, [switch]$Force, [switch]$Quiet) \"$Name $($Count + 1) $Force $Quiet $PSCommandPath\"");
        ShellResult result = await ShellProcess.Run(null, "-File", script.Path, "a b", "-Force", "-Count", "2", "-Quiet:$false");
        Assert.Equal($"a b 3 True False {script.Path}\n", result.Output);
    }

    [Fact]
    public async Task The_rest_of_the_arguments_is_one_command()
    {
        ShellResult result = await ShellProcess.Run(null, "-NoProfile", "-c", "1, 2", "|", "ForEach-Object { $_ * 2 }");
        Assert.Equal("2\n4\n", result.Output);
    }

    [Fact]
    public async Task Errors_go_to_standard_error_and_everything_else_to_standard_output()
    {
        ShellResult result = await ShellProcess.Run(
            null, "'text'; $host.UI.WriteWarningLine('careful'); $host.UI.WriteVerboseLine('detail'); Get-OomReport -Path no-such-file.log");
        Assert.Equal("text\nWARNING: careful\nVERBOSE: detail\n", result.Output);
        Assert.StartsWith("Get-OomReport: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirected_stream_has_no_colours_and_no_progress()
    {
        ShellResult result = await ShellProcess.Run(null, $"Get-OomReport -Path {Log}; $PSStyle.Formatting.Warning + 'x'; Get-OomReport -Path {Log} | Format-List; no-such-command");
        Assert.Contains("mysqld", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
        Assert.DoesNotContain('\e', result.Error);
    }

    [Fact]
    public async Task The_screen_is_120_columns_wide_where_there_is_no_terminal() =>
        Assert.Equal("120\n", (await ShellProcess.Run(null, "$host.UI.RawUI.BufferSize.Width")).Output);

    [Fact]
    public async Task Programs_write_to_the_streams_that_the_shell_has()
    {
        ShellResult result = await ShellProcess.Run(null, "'before'; /bin/sh -c 'echo out; echo err >&2'; 'after'");
        Assert.Equal("before\nout\nafter\n", result.Output);
        Assert.Equal("err\n", result.Error);
    }

    [Fact]
    public async Task The_version_is_the_modules()
    {
        ShellResult result = await ShellProcess.Run(null, "-Version");
        Assert.Matches(@"^OomTools shell \d+\.\d+\.\d+ \(PowerShell engine 7\.", result.Output);
    }
}
