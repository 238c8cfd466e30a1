using System.Buffers;
using System.Text.Json;

namespace OomTools.Cursor;

/// <summary>How far logs were read: what the next run needs to know, as a small JSON file.</summary>
internal sealed class LogCursor
{
    /// <summary>Logs that are remembered; those not read for longest are forgotten first.</summary>
    private const int MaxFiles = 10_000;

    private const int Version = 1;

    private readonly List<FilePosition> _files = [];

    /// <summary>When it was written (UTC); null for a first run.</summary>
    public DateTime? Written { get; private set; }

    /// <summary>Positions in files, those set last last.</summary>
    public IReadOnlyList<FilePosition> Files => _files;

    /// <summary>Position in the ring buffer, where that was read last.</summary>
    public KernelPosition? Kernel { get; set; }

    /// <summary>Position in the journal, where that was read last.</summary>
    public JournalPosition? Journal { get; set; }

    /// <summary>Reads a cursor. No bytes are a cursor of which nothing was written yet.</summary>
    /// <exception cref="InvalidDataException">It is none, or one of a later version.</exception>
    public static LogCursor Parse(ReadOnlyMemory<byte> json)
    {
        var cursor = new LogCursor();
        if (json.IsEmpty)
            return cursor;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            cursor.Read(document.RootElement);
            return cursor;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>The file's text.</summary>
    public byte[] Format(DateTime now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("written", now);
            WriteKernel(json);
            WriteJournal(json);
            json.WriteStartArray("files");
            HashSet<string> paths = new(StringComparer.Ordinal);
            foreach (FilePosition file in Enumerable.Reverse(_files).Where(file => paths.Add(file.Path)).Reverse())
                Write(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Remembers a position instead of the file's earlier one. That of another file that had this name stays until the cursor is
    /// written: the file may have another name by now.
    /// </summary>
    public void Set(FilePosition position, FilePosition? earlier)
    {
        _files.RemoveAll(file => ReferenceEquals(file, earlier) || (file.Path == position.Path && file.Head == position.Head && file.Offset == position.Offset));
        _files.Add(position);
        if (_files.Count > MaxFiles)
            _files.RemoveAt(0);
    }

    private void Read(JsonElement root)
    {
        if (root.GetProperty("version").GetInt32() is int version && version != Version)
            throw new InvalidDataException($"it has version {version}, this module knows version {Version}");
        Written = root.GetProperty("written").GetDateTime().ToUniversalTime();
        if (root.TryGetProperty("kernel", out JsonElement kernel))
        {
            Kernel = new KernelPosition(
                Text(kernel, "boot"), kernel.GetProperty("sequence").GetInt64(), new TimeSpan(kernel.GetProperty("uptime").GetInt64()),
                kernel.GetProperty("read").GetDateTime().ToUniversalTime());
        }

        if (root.TryGetProperty("journal", out JsonElement journal))
            Journal = new JournalPosition(Text(journal, "cursor"), Numbers(journal, "given"));
        foreach (JsonElement file in root.GetProperty("files").EnumerateArray())
            _files.Add(ReadFile(file));
    }

    private static FilePosition ReadFile(JsonElement file)
    {
        var position = new FilePosition
        {
            Path = Text(file, "path"),
            Inode = file.TryGetProperty("inode", out JsonElement inode) ? inode.GetUInt64() : null,
            Length = file.GetProperty("length").GetInt64(),
            HeadLength = file.GetProperty("headLength").GetInt32(),
            Head = Text(file, "head"),
            Offset = file.GetProperty("offset").GetInt64(),
            TailLength = file.GetProperty("tailLength").GetInt32(),
            Tail = Text(file, "tail"),
            Lines = file.GetProperty("lines").GetInt64(),
            FirstLine = file.GetProperty("firstLine").GetInt64(),
            Given = Numbers(file, "given"),
        };
        // Numbers that would be read by: nothing but this class writes others.
        if (position.HeadLength is < 0 or > FilePosition.MarkLength || position.TailLength is < 0 or > FilePosition.MarkLength
            || position.Offset < position.TailLength || position.Lines < 0)
        {
            throw new InvalidDataException("it holds a position that cannot be");
        }

        return position;
    }

    private void WriteKernel(Utf8JsonWriter json)
    {
        if (Kernel is null)
            return;
        json.WriteStartObject("kernel");
        json.WriteString("boot", Kernel.BootId);
        json.WriteNumber("sequence", Kernel.Sequence);
        json.WriteNumber("uptime", Kernel.Uptime.Ticks);
        json.WriteString("read", Kernel.ReadAt);
        json.WriteEndObject();
    }

    private void WriteJournal(Utf8JsonWriter json)
    {
        if (Journal is null)
            return;
        json.WriteStartObject("journal");
        json.WriteString("cursor", Journal.Cursor);
        Write(json, "given", Journal.Given);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FilePosition file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        if (file.Inode is ulong inode)
            json.WriteNumber("inode", inode);
        json.WriteNumber("length", file.Length);
        json.WriteNumber("headLength", file.HeadLength);
        json.WriteString("head", file.Head);
        json.WriteNumber("offset", file.Offset);
        json.WriteNumber("tailLength", file.TailLength);
        json.WriteString("tail", file.Tail);
        json.WriteNumber("lines", file.Lines);
        json.WriteNumber("firstLine", file.FirstLine);
        Write(json, "given", file.Given);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new InvalidDataException($"\"{name}\" is null");

    private static long[] Numbers(JsonElement parent, string name) =>
        [.. parent.GetProperty(name).EnumerateArray().Select(number => number.GetInt64())];
}
