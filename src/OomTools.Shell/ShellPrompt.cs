using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace OomTools.Shell;

/// <summary>Questions of the engine: -Confirm, and mandatory parameters that were not given.</summary>
internal sealed class ShellPrompt(ShellHostUI ui)
{
    public int ForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteQuestion(caption, message);
        while (true)
        {
            foreach (ChoiceDescription choice in choices)
                ui.Write($"[{Key(choice)}] {Name(choice)}  ");
            ui.Write(defaultChoice >= 0 ? $"(default is \"{Key(choices[defaultChoice])}\"): " : ": ");

            string answer = ui.ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            for (int i = 0; i < choices.Count; i++)
            {
                if (Same(answer, Key(choices[i])) || Same(answer, Name(choices[i])))
                    return i;
            }
        }
    }

    public Dictionary<string, PSObject> ForFields(string caption, string message, Collection<FieldDescription> fields)
    {
        WriteQuestion(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in fields)
        {
            ui.Write(field.Name + ": ");
            string line = ui.ReadLine();
            Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, out Type? given) && given is not null ? given : typeof(object);
            answers[field.Name] = PSObject.AsPSObject(LanguagePrimitives.ConvertTo(line, type, CultureInfo.InvariantCulture));
        }
        return answers;
    }

    private void WriteQuestion(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
            ui.WriteLine(caption);
        if (!string.IsNullOrEmpty(message))
            ui.WriteLine(message);
    }

    /// <summary>The letter after "&amp;" in "Yes to &amp;All".</summary>
    private static string Key(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&');
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[mark + 1].ToString() : choice.Label;
    }

    private static string Name(ChoiceDescription choice) => choice.Label.Replace("&", "", StringComparison.Ordinal);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
