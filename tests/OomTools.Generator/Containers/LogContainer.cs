using System.Buffers;
using System.Text;

namespace OomTools.Generator.Containers;

/// <summary>A way to write kernel records into a file.</summary>
public abstract class LogContainer(string name)
{
    /// <summary>For messages.</summary>
    public string Name { get; } = name;

    /// <summary>Stamps since boot are in it.</summary>
    public bool HasUptime { get; init; }

    /// <summary>The unit of its wall clock; null without one.</summary>
    public TimeSpan? ClockUnit { get; init; }

    /// <summary>The host is in it.</summary>
    public bool HasHost { get; init; }

    /// <summary>printk's caller is in it, where the kernel prints it.</summary>
    public bool HasCaller { get; init; }

    /// <summary>Control bytes are written in a way that text could also have (<c>\x1b</c>, <c>#033</c>).</summary>
    public bool IsEscapeAmbiguous { get; init; }

    /// <summary>Control bytes are in it as they are: a reader may take escape sequences off, as a terminal would.</summary>
    public virtual bool IsRaw => false;

    /// <summary>Further lines of a record are indented, or lose the blanks they begin with: how many there were cannot be told.</summary>
    public virtual bool LosesIndent => false;

    /// <summary>Writes a log.</summary>
    public void Write(IEnumerable<LogEntry> entries, IBufferWriter<byte> output)
    {
        WriteHead(output);
        bool isFirst = true;
        foreach (LogEntry entry in entries)
        {
            WriteEntry(entry, isFirst, output);
            isFirst = false;
        }
        WriteTail(output);
    }

    /// <summary>Writes what comes before the first entry.</summary>
    protected virtual void WriteHead(IBufferWriter<byte> output)
    {
    }

    /// <summary>Writes an entry.</summary>
    protected abstract void WriteEntry(LogEntry entry, bool isFirst, IBufferWriter<byte> output);

    /// <summary>Writes what comes after the last entry.</summary>
    protected virtual void WriteTail(IBufferWriter<byte> output)
    {
    }

    /// <summary>Writes text as UTF-8.</summary>
    protected static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
