using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>What README, help and the acceptance suite show is there; what can run in this engine runs.</summary>
public sealed class DocumentationTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly CommandCheck _check;

    public DocumentationTests() => _check = new CommandCheck(_session);

    public static TheoryData<string, string> Commands()
    {
        var commands = new TheoryData<string, string>();
        IEnumerable<string> markdown = new[] { "README.md" }.Select(name => Repository.Path(name)).Where(File.Exists);
        IEnumerable<string> help = Directory.EnumerateFiles(Repository.Path("out", "OomTools", "en-US"), "*-Help.xml");
        foreach (DocumentedCommand command in markdown.SelectMany(DocumentedCommand.FromMarkdown).Concat(help.SelectMany(DocumentedCommand.FromHelp)))
            commands.Add(command.Place, command.Text);
        return commands;
    }

    public static TheoryData<string> AcceptanceTests() =>
        [.. Directory.EnumerateFiles(Repository.Path("tests", "Pester"), "*.Tests.ps1").Select(path => Path.GetFileName(path))];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_documented_command_exists_and_runs_where_it_can(string place, string command)
    {
        Assert.True(_check.Problems(command) is [], $"{place}: {string.Join("; ", _check.Problems(command))}");
        if (!_check.CanRun(command))
            return;
        IReadOnlyList<PSObject> output = _session.Run(command);
        Assert.Empty(_session.Errors);
        Assert.NotEmpty(output);
    }

    [Theory]
    [MemberData(nameof(AcceptanceTests))]
    public void The_acceptance_suite_uses_what_exists(string file) =>
        Assert.Empty(_check.Problems(File.ReadAllText(Repository.Path("tests", "Pester", file))));

    [Theory]
    [InlineData("Get-OomReport -NoSuchParameter", "Get-OomReport has no parameter -NoSuchParameter")]
    [InlineData("Get-OomReports", "there is no command Get-OomReports")]
    [InlineData("1 | Where-Object { Get-OomThing }", "there is no command Get-OomThing")]
    [InlineData("Get-OomReport |", "An empty pipe element is not allowed.")]
    public void A_mistake_is_found(string script, string problem) => Assert.Equal(["line 1: " + problem], _check.Problems(script));

    [Theory]
    [InlineData("Get-OomReport -Path tests/Fixtures/5.10.0-32-amd64/global-anon/console.log | Where-Object Order -eq 0", true)]
    [InlineData("Get-OomReport -Path tests/Fixtures/*/global-anon/console.log -Newest 1 | Format-Custom", true)]
    [InlineData("Get-OomReport", false)]
    [InlineData("Get-OomReport -Path no/such/file.log", false)]
    [InlineData("Get-OomReport -Path tests/Fixtures/README.md | Sort-Object VictimRss", false)]
    [InlineData("journalctl -k | Get-OomReport -Path tests/Fixtures/README.md", false)]
    public void What_can_run_is_known(string script, bool canRun) => Assert.Equal(canRun, _check.CanRun(script));

    [Fact]
    public void Commands_are_found_in_Markdown()
    {
        string path = Path.Combine(Path.GetTempPath(), $"oomtools-{Guid.NewGuid():N}.md");
        File.WriteAllText(path, """
            ```powershell
            PS> Get-OomReport -Newest 1 |
            >> Format-Custom

            output
            PS /var/log> Get-OomReport messages
            ```
            ```powershell
            $reports = Get-OomReport
            $reports.Count
            ```
            ```sh
            dotnet run --project src/OomTools.Shell -- 'Get-OomReport x.log'
            ```
            ```text
            PS> not a command
            ```
            """);
        try
        {
            Assert.Equal(
                ["Get-OomReport -Newest 1 |\nFormat-Custom", "Get-OomReport messages", "$reports = Get-OomReport\n$reports.Count", "Get-OomReport x.log"],
                DocumentedCommand.FromMarkdown(path).Select(command => command.Text));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
