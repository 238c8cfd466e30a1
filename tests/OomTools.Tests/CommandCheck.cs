using System.Management.Automation;
using System.Management.Automation.Language;
using OomTools.Shell;

namespace OomTools.Tests;

/// <summary>Checks commands without running them: they parse, each command exists, and so does each parameter that can be looked up.</summary>
internal sealed class CommandCheck(ModuleSession session)
{
    /// <summary>Commands of Pester that are named like cmdlets.</summary>
    private static readonly string[] s_pester = ["Invoke-Pester", "New-PesterConfiguration", "Set-ItResult", "Should-Invoke"];

    /// <summary>What is wrong with a script; nothing if it is right.</summary>
    public IReadOnlyList<string> Problems(string script)
    {
        ScriptBlockAst ast = Parser.ParseInput(script, out _, out ParseError[] errors);
        if (errors.Length > 0)
            return [.. errors.Select(error => $"line {error.Extent.StartLineNumber}: {error.Message}")];
        string[] functions = [.. ast.FindAll(node => node is FunctionDefinitionAst, true).Cast<FunctionDefinitionAst>().Select(function => function.Name)];
        return [.. Commands(ast).SelectMany(command => Problems(command, functions))];
    }

    /// <summary>
    /// Whether a script can run here and now: this engine has all its commands, and the files that it reads are in the checkout.
    /// What reads the running machine is not the same anywhere.
    /// </summary>
    public bool CanRun(string script)
    {
        ScriptBlockAst ast = Parser.ParseInput(script, out _, out _);
        CommandAst[] commands = [.. Commands(ast)];
        return commands.All(command => command.GetCommandName() is { } name && session.Command(name) is { } found && Target(found) is CmdletInfo)
            && commands.Where(IsOurs).ToArray() is { Length: > 0 } ours
            && ours.Any(ReadsFile);
    }

    private IEnumerable<string> Problems(CommandAst command, string[] functions)
    {
        if (command.GetCommandName() is not { } name || functions.Contains(name, StringComparer.OrdinalIgnoreCase))
            yield break;
        string place = $"line {command.Extent.StartLineNumber}: ";
        if (session.Command(name) is not { } found)
        {
            // Programs and Pester's words have other names than Verb-Noun.
            if (LooksLikeCmdlet(name) && MissingCommand.ModuleOf(name) is null && !s_pester.Contains(name, StringComparer.OrdinalIgnoreCase))
                yield return $"{place}there is no command {name}";
        }
        else if (Target(found) is CmdletInfo cmdlet)
        {
            foreach (CommandParameterAst parameter in command.CommandElements.OfType<CommandParameterAst>())
            {
                if (!Exists(cmdlet, parameter.ParameterName))
                    yield return $"{place}{cmdlet.Name} has no parameter -{parameter.ParameterName}";
            }
        }
    }

    private bool IsOurs(CommandAst command) => session.Command(command.GetCommandName()) is { ModuleName: "OomTools" };

    private bool ReadsFile(CommandAst command)
    {
        bool found = false;
        foreach (string word in command.CommandElements.Skip(1).SelectMany(element => element.FindAll(node => node is StringConstantExpressionAst, false))
            .Cast<StringConstantExpressionAst>().Select(element => element.Value).Where(word => word.Contains('/')))
        {
            session.Run("$ExecutionContext.SessionState.Path.GetResolvedPSPathFromPSPath($args[0])", word);
            if (session.Errors.Count > 0)
                return false;
            found = true;
        }
        return found;
    }

    private static IEnumerable<CommandAst> Commands(ScriptBlockAst ast) => ast.FindAll(node => node is CommandAst, true).Cast<CommandAst>();

    private static CommandInfo? Target(CommandInfo command) => command is AliasInfo alias ? alias.ResolvedCommand : command;

    private static bool LooksLikeCmdlet(string name) => name.IndexOf('-') is > 0 and int dash && char.IsAsciiLetterUpper(name[0]) && name.Length > dash + 1;

    private static bool Exists(CmdletInfo command, string parameter)
    {
        try
        {
            return command.ResolveParameter(parameter) is not null;
        }
        catch (ParameterBindingException)
        {
            // No such parameter, or the beginning of several.
            return false;
        }
    }
}
