using System.IO.Compression;
using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>Names that others chose, in what is told of hundreds of reports.</summary>
public sealed class HostileStormTests
{
    [Theory]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u009b31mb")]
    [InlineData("a\ab")]
    public void A_name_cannot_command_the_terminal(string name)
    {
        using var session = new ModuleSession(120, ansi: true);
        string log = Storm(name);
        string[] shown =
        [
            session.Show("Get-OomReport -InputObject $args[0] | Limit-OomReport 0", log),
            session.Show("Get-OomReport -InputObject $args[0] | Limit-OomReport 0 | ForEach-Object Victims", log),
            session.Show("Get-OomSummary -InputObject $args[0]", log),
            session.Show("(Get-OomSummary -InputObject $args[0]).Triggers", log),
            session.Show("(Get-OomSummary -InputObject $args[0]) | ForEach-Object { [OomTools.Formatting.OomView]::Summary($_, $Host, $null) }", log),
            session.Show("Compare-OomReport (Get-OomReport -InputObject $args[0]) (Get-OomReport -LiteralPath $args[1]) -Area Task", log, Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log")),
        ];
        Assert.All(shown, text =>
        {
            Assert.Contains("a", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[31m", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u009b', text);
            Assert.DoesNotContain('\a', text);
        });
    }

    [Fact]
    public void A_name_is_no_formula_in_a_cell()
    {
        using var session = new ModuleSession();
        PSObject held = session.Run("Get-OomReport -InputObject $args[0] | Limit-OomReport 0", Storm("=1+1"))[0];
        Assert.StartsWith("'=", held.Properties[nameof(OomSuppression.VictimName)].Value.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("'=", held.Properties[nameof(OomSuppression.Victims)].Value.ToString(), StringComparison.Ordinal);
        Assert.Equal("=1+1", ((OomSuppression)held.BaseObject).VictimName);
    }

    private static string Storm(string name)
    {
        using var file = new GZipStream(File.OpenRead(Repository.Fixture("5.10.0-32-amd64", "storm-global", "console.log.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(file, System.Text.Encoding.UTF8);
        return reader.ReadToEnd().Replace("(hog)", $"({name})", StringComparison.Ordinal).Replace("hog invoked", name + " invoked", StringComparison.Ordinal)
            .Replace("task=hog,", $"task={name},", StringComparison.Ordinal).Replace(" hog\n", $" {name}\n", StringComparison.Ordinal);
    }
}
