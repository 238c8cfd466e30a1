using System.Management.Automation;
using System.Management.Automation.Language;
using System.Xml.Linq;

namespace OomTools.Tests;

public sealed class HelpTests : IDisposable
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly ModuleSession _session = new();
    private readonly XDocument _maml = XDocument.Load(Repository.Path("out", "OomTools", "en-US", "OomTools.dll-Help.xml"));

    public static TheoryData<string> Commands() =>
        [.. Directory.GetFiles(Repository.Path("src", "OomTools", "Help"), "*.xml").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("out/OomTools/OomTools.psd1")]
    [InlineData("OomTools.psd1")]
    public void Help_is_found_from_the_staged_module_and_from_the_checkout(string manifest)
    {
        using var session = new ModuleSession();
        IReadOnlyList<PSObject> help = session.Run(
            "Remove-Module OomTools; Import-Module $args[0]; (Get-Help Get-OomReport).Synopsis; (Get-Help about_OomTools).ToString(); (Get-Help about_OomTools_Errors).ToString()",
            Repository.Path(manifest));
        Assert.Empty(session.Errors);
        Assert.Contains("out-of-memory reports", help[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("ran out of memory, as objects", help[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("LogNotFound", help[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_help() =>
        Assert.Equal(
            _session.Run("(Get-Command -Module OomTools).Name").Select(name => name.ToString()).Order(),
            _maml.Descendants(s_command + "details").Select(details => details.Element(s_command + "name")!.Value).Order());

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_parameter_is_documented_and_none_that_does_not_exist(string command)
    {
        string[] documented = [.. Help(command).Descendants(s_command + "parameters").Elements(s_command + "parameter").Select(Name).Order()];
        Assert.Equal(Parameters(command).Keys.Order(), documented);
        Assert.All(Help(command).Descendants(s_command + "parameter"), parameter => Assert.True(parameter.Element(s_maml + "description")!.Value.Trim().Length > 20));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Syntax_shows_each_parameter_set(string command)
    {
        string[][] documented = [.. Help(command).Descendants(s_command + "syntaxItem").Select(item => item.Elements(s_command + "parameter").Select(Name).Order().ToArray())];
        CommandInfo info = Command(command);
        foreach (CommandParameterSetInfo set in info.ParameterSets)
        {
            string[] names = [.. set.Parameters.Select(parameter => parameter.Name).Where(IsOwn).Order()];
            Assert.Contains(documented, item => item.SequenceEqual(names));
        }

        Assert.Equal(info.ParameterSets.Count, documented.Length);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void There_are_examples_and_each_is_a_command_that_exists(string command)
    {
        string[] examples = [.. Help(command).Descendants(s_dev + "code").Select(code => code.Value)];
        Assert.True(examples.Length >= 3);
        Dictionary<string, ParameterMetadata> parameters = Parameters(command);
        foreach (string example in examples)
        {
            ScriptBlockAst script = Parser.ParseInput(example, out _, out ParseError[] errors);
            Assert.Empty(errors);
            CommandAst[] calls = [.. script.FindAll(ast => ast is CommandAst, true).Cast<CommandAst>().Where(ast => ast.GetCommandName() == command)];
            Assert.NotEmpty(calls);
            foreach (CommandAst call in calls)
                Assert.All(call.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.True(parameters.ContainsKey(parameter.ParameterName) || !IsOwn(parameter.ParameterName), parameter.ParameterName));
        }
    }

    [Fact]
    public void Get_Help_shows_a_parameter()
    {
        IReadOnlyList<PSObject> help = _session.Run("(Get-Help Get-OomReport -Parameter Newest).description[0].Text");
        Assert.Contains("oldest first", help[0].ToString(), StringComparison.Ordinal);
    }

    private static bool IsOwn(string parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter) && !Cmdlet.OptionalCommonParameters.Contains(parameter);

    private static string Name(XElement element) => element.Element(s_maml + "name")!.Value;

    private XElement Help(string command) =>
        _maml.Descendants(s_command + "command").Single(help => help.Descendants(s_command + "name").First().Value == command);

    private CommandInfo Command(string name) => (CommandInfo)_session.Run("Get-Command $args[0]", name)[0].BaseObject;

    private Dictionary<string, ParameterMetadata> Parameters(string command) => Command(command).Parameters
        .Where(parameter => IsOwn(parameter.Key))
        .ToDictionary(parameter => parameter.Key, parameter => parameter.Value);
}
