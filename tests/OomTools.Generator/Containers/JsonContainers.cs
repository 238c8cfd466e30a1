using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OomTools.Generator.Containers;

/// <summary><c>dmesg -J</c>.</summary>
internal sealed class DmesgJsonContainer() : LogContainer("dmesg-json")
{
    protected override void WriteHead(IBufferWriter<byte> output) => Write(output, "{\n   \"dmesg\": [\n");

    protected override void WriteEntry(LogEntry entry, bool isFirst, IBufferWriter<byte> output)
    {
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{entry.Microseconds / 1_000_000,5}.{entry.Microseconds % 1_000_000:d6}");
        Write(output, isFirst ? "      {\n" : "      },{\n");
        Write(output, $"         \"pri\": {entry.Record.Level},\n         \"time\": {seconds},\n         \"msg\": {Json.Quote(entry.Record.Text)}\n");
    }

    protected override void WriteTail(IBufferWriter<byte> output) => Write(output, "      }\n   ]\n}\n");
}

/// <summary><c>journalctl -o json</c>: the keys in any order, text that cannot be printed as numbers.</summary>
internal sealed class JournalJsonContainer() : LogContainer("journal-json")
{
    protected override void WriteEntry(LogEntry entry, bool isFirst, IBufferWriter<byte> output)
    {
        string text = entry.Record.Text;
        string message = text.Any(c => c is < ' ' and not ('\n' or '\t') or '\u007f')
            ? "[" + string.Join(',', Encoding.UTF8.GetBytes(text)) + "]"
            : Json.Quote(text);
        long realtime = (entry.Time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        string[] pairs =
        [
            $"\"MESSAGE\":{message}",
            $"\"PRIORITY\":\"{entry.Record.Level}\"",
            "\"_TRANSPORT\":\"kernel\"",
            "\"SYSLOG_IDENTIFIER\":\"kernel\"",
            "\"SYSLOG_FACILITY\":\"0\"",
            $"\"__REALTIME_TIMESTAMP\":\"{realtime}\"",
            $"\"__MONOTONIC_TIMESTAMP\":\"{entry.Microseconds + 1000}\"",
            $"\"_SOURCE_MONOTONIC_TIMESTAMP\":\"{entry.Microseconds}\"",
            $"\"_HOSTNAME\":\"{entry.Host}\"",
            "\"_BOOT_ID\":\"8a3381d83ab84603893b7bf3faa0aa41\"",
            $"\"__CURSOR\":\"s=cd451749;i={entry.Sequence:x}\"",
        ];
        new Random((int)entry.Sequence).Shuffle(pairs);
        Write(output, "{" + string.Join(',', pairs) + "}\n");
    }
}

/// <summary><c>journalctl -o export</c>: values with line ends in the binary form.</summary>
internal sealed class JournalExportContainer() : LogContainer("journal-export")
{
    protected override void WriteEntry(LogEntry entry, bool isFirst, IBufferWriter<byte> output)
    {
        long realtime = (entry.Time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Write(output, $"__CURSOR=s=cd451749;i={entry.Sequence:x}\n__REALTIME_TIMESTAMP={realtime}\n__MONOTONIC_TIMESTAMP={entry.Microseconds + 1000}\n");
        Write(output, $"_BOOT_ID=8a3381d83ab84603893b7bf3faa0aa41\n_TRANSPORT=kernel\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\n_HOSTNAME={entry.Host}\n");
        Write(output, $"PRIORITY={entry.Record.Level}\n_SOURCE_MONOTONIC_TIMESTAMP={entry.Microseconds}\n");
        string text = entry.Record.Text;
        if (text.Any(c => c is < ' ' and not '\t' or '\u007f'))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Write(output, "MESSAGE\n");
            output.Write(BitConverter.GetBytes((long)bytes.Length));
            output.Write(bytes);
            Write(output, "\n\n");
            return;
        }
        Write(output, $"MESSAGE={text}\n\n");
    }
}

/// <summary>JSON strings that leave letters of other scripts alone, as dmesg and journalctl do.</summary>
internal static class Json
{
    public static string Quote(string text) => "\"" + JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}
