namespace OomTools.Tracing;

/// <summary>Layout of a page of the ring buffer, from <c>events/header_page</c>: it differs with the word size and, since 6.8, with the sub-buffer size.</summary>
internal sealed record TracePageLayout(TraceField Timestamp, TraceField Commit, int DataOffset, int PageSize)
{
    /// <summary>Reads the file; null when it is none.</summary>
    public static TracePageLayout? Parse(string text)
    {
        TraceField timestamp = default, commit = default, data = default;
        foreach (string line in text.Split('\n'))
        {
            if (TraceEventFormat.ParseField(line) is not { } field)
                continue;
            switch (field.Name)
            {
                case "timestamp": timestamp = field; break;
                case "commit": commit = field; break;
                case "data": data = field; break;
            }
        }
        bool isSound = timestamp.Size == 8 && commit.Size is 4 or 8 && data.Size is > 0 and < 1 << 24 && data.Offset is >= 12 and < 64;
        return isSound ? new TracePageLayout(timestamp, commit, data.Offset, data.Offset + data.Size) : null;
    }
}
