using System.Globalization;
using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class PressureInfoTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_capture_is_read(string snapshot)
    {
        MemoryPressure pressure = PressureInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[] lines = Snapshot.Lines(snapshot, "proc/pressure/memory");
        Assert.Equal(lines[0], Line("some", pressure.SomeAverage10, pressure.SomeAverage60, pressure.SomeAverage300, pressure.SomeTotal));
        Assert.Equal(lines[1], Line("full", pressure.FullAverage10, pressure.FullAverage60, pressure.FullAverage300, pressure.FullTotal));
    }

    [Fact]
    public void Only_one_line_leaves_the_other_unknown()
    {
        // /proc/pressure/cpu had no "full" up to 5.12.
        MemoryPressure pressure = PressureInfo.Parse("some avg10=1.50 avg60=0.25 avg300=0.00 total=1234567\n"u8)!;
        Assert.Equal(1.5, pressure.SomeAverage10);
        Assert.Equal(TimeSpan.FromMicroseconds(1234567), pressure.SomeTotal);
        Assert.Null(pressure.FullTotal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("some")]
    [InlineData("some avg10=x total=-5")]
    public void Nothing_of_the_kind_is_no_pressure(string text) => Assert.Null(PressureInfo.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Line(string kind, double? a, double? b, double? c, TimeSpan? total) => string.Create(
        CultureInfo.InvariantCulture,
        $"{kind} avg10={a:0.00} avg60={b:0.00} avg300={c:0.00} total={total!.Value.Ticks / 10}");
}
