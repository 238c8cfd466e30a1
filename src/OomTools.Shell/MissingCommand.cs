using System.Collections.Frozen;
using System.Management.Automation;

namespace OomTools.Shell;

/// <summary>Commands that come with PowerShell but not with its engine: their error says so instead of "check the spelling".</summary>
internal static class MissingCommand
{
    private const string NotFound = "CommandNotFoundException";

    private static readonly FrozenDictionary<string, string> s_modules = ReadModules();

    /// <summary>The module that a command of PowerShell comes with; null for other names.</summary>
    public static string? ModuleOf(string command) => s_modules.GetValueOrDefault(command);

    /// <summary>Sets the text of an error that such a command was not found. Its id and exception stay.</summary>
    public static void Explain(ErrorRecord error)
    {
        if (error.FullyQualifiedErrorId != NotFound || error.ErrorDetails is not null
            || error.TargetObject is not string command || ModuleOf(command) is not { } module)
            return;
        error.ErrorDetails = new ErrorDetails(
            $"'{command}' is not in this embedded shell: it comes with PowerShell ({module}). "
            + "Install PowerShell 7.4 or later (https://aka.ms/powershell), then Import-Module OomTools in pwsh.");
    }

    private static FrozenDictionary<string, string> ReadModules()
    {
        var modules = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string module = "";
        foreach (string line in EmbeddedText.Read("PowerShellCommands.txt").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '[')
                module = line[1..^1];
            else if (line[0] != '#' && !EngineFormat.Has(line))
                modules[line] = module;
        }
        return modules.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
