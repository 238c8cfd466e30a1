using OomTools.Generator.Containers;
using OomTools.Generator.Printing;

namespace OomTools.Tests.Properties;

/// <summary>What can happen to a report's lines on their way into a file.</summary>
public enum MutationKind
{
    CutStart,
    CutEnd,
    CutMiddle,
    DropLines,
    Duplicate,
    ShuffleBlocks,
    ForeignLines,
    GarbleBytes,
    TearLines,
    JoinLines,
}

/// <summary>Does it to the lines of one report.</summary>
internal static class Mutation
{
    public static List<LogEntry> Apply(MutationKind kind, IReadOnlyList<LogEntry> lines, Random random, IReadOnlyList<KernelRecord> foreign) => kind switch
    {
        MutationKind.CutStart => [.. lines.Skip(random.Next(lines.Count))],
        MutationKind.CutEnd => [.. lines.Take(random.Next(1, lines.Count + 1))],
        MutationKind.CutMiddle => CutMiddle(lines, random),
        MutationKind.DropLines => [.. lines.Where(_ => random.Next(4) != 0)],
        MutationKind.Duplicate => [.. lines.SelectMany(line => Enumerable.Repeat(line, random.Next(5) == 0 ? 2 : 1))],
        MutationKind.ShuffleBlocks => ShuffleBlocks(lines, random),
        MutationKind.ForeignLines => [.. lines.SelectMany(line => random.Next(3) == 0 ? [line, line with { Record = foreign[random.Next(foreign.Count)], Caller = null }] : new[] { line })],
        MutationKind.GarbleBytes => [.. lines.Select(line => random.Next(3) == 0 ? Garble(line, random) : line)],
        MutationKind.TearLines => [.. lines.SelectMany(line => random.Next(3) == 0 ? Tear(line, random) : [line])],
        _ => [.. lines.Chunk(random.Next(1, 4)).Select(chunk => chunk[0] with { Record = new KernelRecord(chunk[0].Record.Level, string.Concat(chunk.Select(one => one.Record.Text))) })],
    };

    private static List<LogEntry> CutMiddle(IReadOnlyList<LogEntry> lines, Random random)
    {
        int from = random.Next(lines.Count);
        int count = random.Next(lines.Count - from + 1);
        return [.. lines.Take(from), .. lines.Skip(from + count)];
    }

    private static List<LogEntry> ShuffleBlocks(IReadOnlyList<LogEntry> lines, Random random)
    {
        LogEntry[][] blocks = [.. lines.Chunk(random.Next(1, 9))];
        random.Shuffle(blocks);
        return [.. blocks.SelectMany(block => block)];
    }

    private static LogEntry Garble(LogEntry entry, Random random)
    {
        char[] text = entry.Record.Text.ToCharArray();
        for (int i = random.Next(1, 6); i > 0 && text.Length > 0; i--)
            text[random.Next(text.Length)] = (char)random.Next(256);
        return entry with { Record = entry.Record with { Text = new string(text) } };
    }

    private static LogEntry[] Tear(LogEntry entry, Random random)
    {
        string text = entry.Record.Text;
        int at = random.Next(text.Length + 1);
        return [entry with { Record = entry.Record with { Text = text[..at] } }, entry with { Record = entry.Record with { Text = text[at..] } }];
    }
}
