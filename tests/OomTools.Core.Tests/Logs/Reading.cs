using System.Text;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Ways to put bytes through scanner and decoder.</summary>
internal static class Reading
{
    public static LogDecoderOptions Options { get; } = new()
    {
        ReferenceTime = new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc),
        TimeZone = TimeZoneInfo.Utc,
    };

    public static RecordingSink Text(string log, LogDecoderOptions? options = null) => Bytes(Encoding.UTF8.GetBytes(log), options);

    public static RecordingSink Bytes(byte[] log, LogDecoderOptions? options = null) => Into(new RecordingSink(), new MemoryStream(log), options);

    public static RecordingSink File(string path) => Into(new RecordingSink(), System.IO.File.OpenRead(path));

    public static RecordingSink Into(RecordingSink sink, Stream stream, LogDecoderOptions? options = null)
    {
        using var scanner = new LogScanner(stream, new LogDecoder(sink, options ?? Options), sink);
        while (scanner.ReadBlock())
        {
        }

        return sink;
    }

    /// <summary>The one line of a log.</summary>
    public static RecordingSink.Line Line(string log, LogDecoderOptions? options = null) => Assert.Single(Text(log, options).Lines);
}
