using OomTools.Shell;

namespace OomTools.Tests;

/// <summary>Commands that need a complete PowerShell: the shell says so.</summary>
public class MissingCommandTests
{
    [Theory]
    [InlineData("1 | Sort-Object", "Sort-Object")]
    [InlineData("1 | select -First 1", "Select-Object")]
    [InlineData("1 | export-csv x.csv", "Export-Csv")]
    [InlineData("Get-Content x", "Get-Content")]
    public async Task The_error_names_PowerShell_and_keeps_its_id(string command, string name)
    {
        ShellResult result = await ShellProcess.Run(null, command + "; $Error[0].FullyQualifiedErrorId");
        Assert.Contains($"'{name}' is not in this embedded shell", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Install PowerShell 7.4 or later", result.Error, StringComparison.Ordinal);
        Assert.Equal("CommandNotFoundException\n", result.Output);
    }

    [Fact]
    public async Task Another_name_is_a_matter_of_spelling()
    {
        ShellResult result = await ShellProcess.Run(null, "Sort-Objekt");
        Assert.Contains("Check the spelling", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_shell_has_is_not_called_missing()
    {
        using var session = new ModuleSession();
        string[] names = [.. session.Run("(Get-Command -CommandType Cmdlet).Name").Select(name => name.ToString())];
        Assert.Contains("Format-Custom", names);
        Assert.All(names, name => Assert.Null(MissingCommand.ModuleOf(name)));
    }
}
