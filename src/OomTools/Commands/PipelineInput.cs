using System.Management.Automation;

namespace OomTools.Commands;

/// <summary>What an object on the pipeline is to a cmdlet that reads logs.</summary>
internal static class PipelineInput
{
    /// <summary>Names of the property that says where a file is, in the order they are looked for.</summary>
    private static readonly string[] s_pathProperties = ["PSPath", "FullName", "LiteralPath", "Path"];

    /// <summary>A line of a log. A string is always text, also where a file of that name exists.</summary>
    public static bool IsText(PSObject input, out string text)
    {
        text = input.BaseObject as string ?? "";
        return input.BaseObject is string;
    }

    /// <summary>The literal path of the file that an object stands for; null where it stands for none.</summary>
    public static string? PathOf(PSObject input)
    {
        foreach (string name in s_pathProperties)
        {
            if (input.Properties[name]?.Value is { } value && LanguagePrimitives.ConvertTo<string>(value) is { Length: > 0 } path)
                return path;
        }

        return null;
    }
}
