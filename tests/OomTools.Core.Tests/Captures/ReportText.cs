using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace OomTools.Tests.Captures;

/// <summary>A report as text, property by property, to compare what two containers of one log say.</summary>
internal static class ReportText
{
    // What the container decides, not the kernel. A console cuts the long statistics record of 5.3 to 6.4 earlier than
    // /dev/kmsg does: statistics are compared apart.
    private static readonly HashSet<string> s_ofTheContainer =
        ["Time", "Uptime", "HostName", "Source", "LineNumber", "PrintTime", "CgroupStatistics"];

    public static string Of(OomReport report)
    {
        var text = new StringBuilder();
        Append(text, report, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, object item, string path)
    {
        foreach (PropertyInfo property in item.GetType().GetProperties())
        {
            if (path.Length > 0 || !s_ofTheContainer.Contains(property.Name))
                AppendValue(text, property.GetValue(item), $"{path}.{property.Name}");
        }
    }

    private static void AppendValue(StringBuilder text, object? value, string path)
    {
        if (value is null or string || value.GetType().IsValueType)
        {
            text.Append(CultureInfo.InvariantCulture, $"{path} = {value ?? "null"}\n");
        }
        else if (value is IEnumerable list)
        {
            int index = 0;
            foreach (object element in list)
                AppendValue(text, element, $"{path}[{index++}]");
        }
        else
        {
            Append(text, value, path);
        }
    }
}
