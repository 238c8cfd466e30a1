using System.Diagnostics;
using System.Globalization;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace OomTools.Tests;

/// <summary>The scripts and units that come with the module, as they are staged: the scripts run, the units are what systemd takes.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    // Three kills of mysqld.
    private static string Kills { get; } = File.ReadAllText(Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log"));

    private string Log => Path.Combine(_folder, "kern.log");

    private string Cursor => Path.Combine(_folder, "cursor.json");

    public static TheoryData<string> Scripts() => [.. Files("*.ps1")];

    public static TheoryData<string> Units() => [.. Files("*.service").Concat(Files("*.timer"))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_scheduled_run_tells_what_is_new_and_its_exit_code_says_what_that_is()
    {
        File.WriteAllText(Log, Kills);
        ShellResult first = await Report();
        Assert.Equal(2, first.ExitCode);
        Assert.Equal("", first.Error);
        string[] lines = first.Output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains("mysqld", line, StringComparison.Ordinal));

        ShellResult second = await Report();
        Assert.Equal((0, "", ""), (second.ExitCode, second.Output, second.Error));

        File.AppendAllText(Log, Kills);
        Assert.Equal(2, (await Report()).ExitCode);
    }

    [Fact]
    public async Task Repetitions_are_counted()
    {
        File.WriteAllText(Log, string.Concat(Enumerable.Repeat(Kills, 10)));
        ShellResult run = await Report();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains("27", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_allocation_is_no_kill()
    {
        File.Copy(Repository.Fixture("6.12.107-own", "atomic-failure", "console.log"), Log);
        Assert.Equal(1, (await Report()).ExitCode);
    }

    [Fact]
    public async Task A_cursor_or_a_log_that_cannot_be_read_is_told()
    {
        File.WriteAllText(Cursor, "diary");
        ShellResult run = await Report();
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains("is no cursor", run.Error, StringComparison.Ordinal);

        File.Delete(Cursor);
        Assert.Contains("There is no log", (await Report()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_watching_script_writes_lines_with_a_priority()
    {
        File.WriteAllText(Log, Kills);
        ShellResult run = await ShellProcess.Run(null, "-File", Script("Watch-Oom.ps1"), "-LogPath", Log, "-IncludeExisting", "-Count", "3");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("<2>", line, StringComparison.Ordinal));

        run = await ShellProcess.Run(null, "-File", Script("Watch-Oom.ps1"), "-LogPath", Path.Combine(_folder, "no", "x.log"), "-Timeout", "1");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("<3>", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_uses_what_exists_and_is_documented(string name)
    {
        using var session = new ModuleSession();
        Assert.Empty(new CommandCheck(session).Problems(File.ReadAllText(Script(name))));
        CommentHelpInfo help = Parser.ParseFile(Script(name), out _, out _).GetHelpContent();
        Assert.NotEmpty(help.Synopsis);
        Assert.NotEmpty(help.Examples);
        string[] parameters = Parameters(session, name);
        Assert.NotEmpty(parameters);
        // A comment above a parameter is its help.
        string text = File.ReadAllText(Script(name));
        if (Regex.IsMatch(text, @"^\s*(if .*\{ )?exit \d", RegexOptions.Multiline))
            Assert.Contains("Exit codes", help.Description, StringComparison.Ordinal);
        Assert.All(parameters, parameter => Assert.Matches($@"    # .{{10,}}\n(    \[.*\]\n)?    \[[\w\[\]]+\] \${parameter}\b", text));
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task A_unit_is_what_systemd_takes(string name)
    {
        // All of them together: the timer names its service.
        foreach (string unit in Files("oomtools-*"))
            File.WriteAllText(Path.Combine(_folder, unit), File.ReadAllText(Script(unit)));
        await Verify(name);
    }

    [Fact]
    public async Task The_service_in_the_help_is_what_systemd_takes_too()
    {
        string[] lines = File.ReadAllLines(Repository.Path("src", "OomTools", "en-US", "about_OomTools_Remediation.help.txt"));
        string[] unit = [.. lines.SkipWhile(line => line.Trim() != "[Service]").TakeWhile(line => line.Length > 0).Select(line => line[8..])];
        Assert.Contains(unit, line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(_folder, "oomtools-help.service"), unit);
        await Verify("oomtools-help.service");
    }

    private async Task Verify(string name)
    {
        if (FindProgram("systemd-analyze") is not string analyze)
        {
            Assert.Skip("There is no systemd-analyze.");
            return;
        }

        // pwsh may not be here; whether it is, is not the unit's matter.
        foreach (string unit in Directory.GetFiles(_folder, "oomtools-*"))
            File.WriteAllText(unit, File.ReadAllText(unit).Replace("/usr/bin/pwsh", "/bin/sh", StringComparison.Ordinal));
        using Process process = Process.Start(new ProcessStartInfo(analyze, ["verify", "--man=no", Path.Combine(_folder, name)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", string.Join('\n', said.Split('\n').Where(line => line.Contains("oomtools-", StringComparison.Ordinal))));
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void A_unit_calls_a_script_that_is_there_with_parameters_that_it_has(string name)
    {
        string[] lines = File.ReadAllLines(Script(name));
        Assert.All(lines, line => Assert.Matches(@"^(#.*|\[[A-Z][a-z]+\]|[A-Z][A-Za-z]+=.*|)$", line));
        Assert.Equal(name.EndsWith(".service", StringComparison.Ordinal), lines.Contains("[Service]"));
        string? command = lines.FirstOrDefault(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        if (command is null)
            return;
        Match call = Regex.Match(command, @"-File /usr/local/lib/oomtools/(\S+)(.*)$");
        Assert.True(File.Exists(Script(call.Groups[1].Value)));
        using var session = new ModuleSession();
        string[] parameters = Parameters(session, call.Groups[1].Value);
        Assert.All(Regex.Matches(call.Groups[2].Value, @" -(\w+)").Select(match => match.Groups[1].Value), parameter => Assert.Contains(parameter, parameters));
    }

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Repository.Path("src", "OomTools", "examples"), pattern).Select(file => Path.GetFileName(file)).Order();

    private static string Script(string name) => Repository.Path("out", "OomTools", "examples", name);

    private static string[] Parameters(ModuleSession session, string script) =>
        [.. session.Run("(Get-Command $args[0]).Parameters.Keys", Script(script)).Select(name => name.ToString()).Except(System.Management.Automation.Cmdlet.CommonParameters).Except(System.Management.Automation.Cmdlet.OptionalCommonParameters)];

    private static string? FindProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private Task<ShellResult> Report() => ShellProcess.Run(
        null, "-File", Script("Report-NewOom.ps1"), "-CursorPath", Cursor, "-LogPath", Log, "-Burst", 3.ToString(CultureInfo.InvariantCulture));
}
