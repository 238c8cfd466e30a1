using System.Text;
using OomTools.Shrinkers;

namespace OomTools.Tests.Shrinkers;

/// <summary>Reads traces for tests.</summary>
internal static class TraceReading
{
    public static ShrinkerActivity[] File(string path, bool byNode = false, bool byCgroup = false)
    {
        using FileStream stream = System.IO.File.OpenRead(path);
        return Build(ShrinkerTraceFile.Read(stream, TestContext.Current.CancellationToken), byNode, byCgroup);
    }

    public static ShrinkerActivity[] Lines(params string[] lines) => Bytes(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public static ShrinkerActivity[] Bytes(byte[] text) => Build(ShrinkerTraceFile.Read(new MemoryStream(text), TestContext.Current.CancellationToken), true, true);

    private static ShrinkerActivity[] Build(ShrinkerTraceText text, bool byNode, bool byCgroup) => new ShrinkerActivityBuilder
    {
        Trace = text.Trace,
        ByNode = byNode,
        ByCgroup = byCgroup,
        LostEvents = text.LostEvents,
    }.Build();
}
