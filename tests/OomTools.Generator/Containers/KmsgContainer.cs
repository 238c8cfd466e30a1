using System.Buffers;
using System.Globalization;
using System.Text;

namespace OomTools.Generator.Containers;

/// <summary>Records of /dev/kmsg, and of netconsole's extended form.</summary>
internal sealed class KmsgContainer(string name, string head) : LogContainer(name)
{
    protected override void WriteEntry(LogEntry entry, bool isFirst, IBufferWriter<byte> output)
    {
        string caller = entry.Caller is null ? "" : $",caller={entry.Caller}";
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{head}{entry.Record.Level},{entry.Sequence},{entry.Microseconds},-{caller};");
        foreach (byte b in Encoding.UTF8.GetBytes(entry.Record.Text))
        {
            if (b is < 0x20 or >= 0x7f or (byte)'\\')
                line.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            else
                line.Append((char)b);
        }
        Write(output, line.Append('\n').ToString());
        if (entry.Sequence % 37 == 0)
            Write(output, " SUBSYSTEM=usb\n DEVICE=c189:6\n");
    }
}
