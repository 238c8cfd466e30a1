using System.Management.Automation.Runspaces;

namespace OomTools.Shell;

/// <summary>What to run.</summary>
internal enum ShellMode
{
    /// <summary>A prompt, or commands from standard input.</summary>
    Lines,
    Command,
    File,
    Version,
    Help,
}

/// <summary>The command line, read as pwsh reads its own.</summary>
internal sealed class ShellArguments
{
    /// <summary>Switches of pwsh that make no difference here, so that command lines for pwsh work.</summary>
    private static readonly string[] s_ignored = ["noprofile", "nop", "nologo", "noninteractive", "noni"];

    public ShellMode Mode { get; private init; }

    /// <summary>The command, or the script's path.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The script's arguments.</summary>
    public CommandParameter[] Values { get; private init; } = [];

    /// <summary>What is wrong with the arguments, or null.</summary>
    public string? Mistake { get; private init; }

    public static ShellArguments Parse(string[] args)
    {
        int i = 0;
        while (i < args.Length && SwitchName(args[i]) is { } skipped && s_ignored.Contains(skipped))
            i++;
        if (i == args.Length)
            return new ShellArguments();

        string[] rest = args[(i + 1)..];
        return SwitchName(args[i]) switch
        {
            "command" or "c" when rest.Length == 0 => Wrong("A command must follow -Command."),
            "command" or "c" => Command(rest),
            "file" or "f" when rest.Length == 0 => Wrong("A script's path must follow -File."),
            "file" or "f" => Script(rest),
            "version" or "v" => new ShellArguments { Mode = ShellMode.Version },
            "help" or "h" or "?" => new ShellArguments { Mode = ShellMode.Help },
            null => Command(args[i..]),
            _ => Wrong($"'{args[i]}' is not an argument of this shell."),
        };
    }

    /// <summary>The name of "-Name" and "--name" in lower case; null for anything else, a lone "-" included.</summary>
    private static string? SwitchName(string argument)
    {
        string name = argument.TrimStart('-');
        // A command may begin with a minus sign ("-1 + 2"), but no switch has spaces or begins with a digit.
        return argument.StartsWith('-') && name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.Contains(' ')
            ? name.ToLowerInvariant()
            : null;
    }

    private static ShellArguments Command(string[] words) =>
        words is ["-"]
            ? new ShellArguments()
            : new ShellArguments { Mode = ShellMode.Command, Text = string.Join(' ', words) };

    private static ShellArguments Script(string[] words)
    {
        if (words[0] == "-")
            return new ShellArguments();
        if (!File.Exists(words[0]))
            return Wrong($"The script file '{words[0]}' does not exist.");
        return new ShellArguments
        {
            Mode = ShellMode.File,
            Text = Path.GetFullPath(words[0]),
            Values = [.. words.Skip(1).Select(ScriptArgument)],
        };
    }

    /// <summary>"-Name", "-Name:value" (where $true and $false are what they say) or a value.</summary>
    private static CommandParameter ScriptArgument(string word)
    {
        int colon = word.IndexOf(':');
        if (!word.StartsWith('-') || word.Length == 1)
            return new CommandParameter(null, word);
        if (colon < 0 || colon == word.Length - 1)
            return new CommandParameter(word);
        string value = word[(colon + 1)..];
        return new CommandParameter(word[..colon], value.TrimStart('$').ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            _ => value,
        });
    }

    private static ShellArguments Wrong(string mistake) => new() { Mistake = mistake };
}
