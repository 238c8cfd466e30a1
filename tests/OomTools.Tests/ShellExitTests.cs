using System.Diagnostics;
using System.Globalization;

namespace OomTools.Tests;

/// <summary>Exit codes are pwsh's, whatever ended the command.</summary>
public class ShellExitTests
{
    private const int Interrupt = 2;

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("throw 'x'", 1)]
    [InlineData("1; no-such-command", 1)]
    public async Task The_program_passes_it_on(string command, int expected) =>
        Assert.Equal(expected, (await ShellProcess.Run(null, command)).ExitCode);

    [Theory]
    [InlineData("-NoSuchSwitch")]
    [InlineData("-File", "no-such-script.ps1")]
    [InlineData("-Command")]
    public async Task Wrong_arguments_show_how_it_is_used(params string[] arguments)
    {
        ShellResult result = await ShellProcess.Run(null, arguments);
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("dotnet run --project src/OomTools.Shell", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_busy_command_and_lets_it_clean_up()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Signals are a matter of Unix.");
        if (IsIgnored(Interrupt))
            Assert.Skip("The tests run in the background of a shell that has their interrupts ignored, and their children inherit that.");
        using Process process = ShellProcess.Start("[Console]::Error.WriteLine('busy'); try { while ($true) { } } finally { [Console]::Error.WriteLine('clean') }");
        Assert.Equal("busy", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken));
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -INT {process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        ShellResult result = await ShellProcess.End(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("clean", result.Error.Trim());
    }

    private static bool IsIgnored(int signal)
    {
        const string Ignored = "SigIgn:";
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) : null;
        return line is not null && (ulong.Parse(line.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (signal - 1))) != 0;
    }

    [Fact]
    public async Task A_closed_pipe_ends_it_quietly()
    {
        using Process process = ShellProcess.Start("while ($true) { 'line' }");
        Assert.Equal("line", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        process.StandardOutput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Empty(await error);
        Assert.Equal(141, process.ExitCode);
    }
}
