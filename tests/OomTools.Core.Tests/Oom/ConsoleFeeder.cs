using System.Globalization;
using System.Text;
using OomTools.Logs;
using OomTools.Oom;

namespace OomTools.Core.Tests.Oom;

/// <summary>
/// Feeds console lines to the assembler without a container decoder between: strips <c>[  28.201226] </c> and
/// <c>[  28.201226][  T461] </c>, so a failure here is the assembler's own.
/// </summary>
internal static class ConsoleFeeder
{
    public static List<OomReport> Read(string text, OomLogOptions? options = null) =>
        Read(text.Split('\n').Select(Encoding.UTF8.GetBytes).ToList(), options);

    public static List<OomReport> ReadFile(string path) => Read(Lines(File.ReadAllBytes(path)));

    public static List<byte[]> Lines(byte[] bytes)
    {
        var lines = new List<byte[]>();
        for (int start = 0; start < bytes.Length;)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            end = end < 0 ? bytes.Length : end;
            lines.Add(bytes[start..end]);
            start = end + 1;
        }

        return lines;
    }

    public static List<OomReport> Read(IReadOnlyList<byte[]> lines, OomLogOptions? options = null)
    {
        var assembler = new OomAssembler(options ?? new OomLogOptions());
        var reports = new List<OomReport>();
        long number = 0;
        foreach (byte[] line in lines)
        {
            Feed(assembler, line, ++number, host: null);
            Drain(assembler, reports);
        }

        assembler.End();
        Drain(assembler, reports);
        return reports;
    }

    public static void Drain(OomAssembler assembler, List<OomReport> reports)
    {
        while (assembler.Take() is { } report)
        {
            reports.Add(report);
        }
    }

    public static void Feed(OomAssembler assembler, ReadOnlySpan<byte> line, long number, string? host)
    {
        TimeSpan? uptime = null;
        LogCaller caller = LogCaller.None;
        if (line.StartsWith("["u8))
        {
            int end = line.IndexOf((byte)']');
            if (end > 0 && double.TryParse(line[1..end], NumberStyles.AllowLeadingWhite | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out double seconds) && line[1..end].Contains((byte)'.'))
            {
                uptime = TimeSpan.FromMicroseconds(Math.Round(seconds * 1e6));
                line = line[(end + 1)..];
                if (line.StartsWith("["u8) && line.IndexOf((byte)']') is > 0 and int close)
                {
                    ReadOnlySpan<byte> id = line[1..close].TrimStart((byte)' ');
                    caller = new LogCaller((char)id[0], int.Parse(id[1..], CultureInfo.InvariantCulture));
                    line = line[(close + 1)..];
                }

                line = line.StartsWith(" "u8) ? line[1..] : line;
            }
        }

        assembler.Accept(new LogRecord { Text = line, Uptime = uptime, Caller = caller, LineNumber = number, Host = host });
    }
}
