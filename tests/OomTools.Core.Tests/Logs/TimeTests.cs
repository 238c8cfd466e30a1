using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Stamps without year or zone.</summary>
public class TimeTests
{
    private static readonly LogDecoderOptions s_newYear = Reading.Options with { ReferenceTime = new DateTime(2027, 1, 1, 1, 0, 0, DateTimeKind.Utc) };

    [Theory]
    [InlineData("Dec 31 23:59:59", 2026, 12, 31)]
    [InlineData("Jan  1 00:00:01", 2027, 1, 1)]
    [InlineData("Jan  1 23:59:59", 2027, 1, 1)] // a day of slack
    [InlineData("Jan  3 00:00:00", 2026, 1, 3)]
    [InlineData("Feb 29 12:00:00", 2024, 2, 29)]
    public void The_latest_year_that_is_not_after_the_log(string stamp, int year, int month, int day) =>
        Assert.Equal(new DateTime(year, month, day), Reading.Line($"{stamp} web01 kernel: x\n", s_newYear).Time!.Value.Date);

    [Fact]
    public void Local_stamps_use_the_zone_with_its_summer_time()
    {
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday));
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test", "test summer", [rule]);
        LogDecoderOptions options = Reading.Options with { TimeZone = zone };

        Assert.Equal(new DateTime(2026, 7, 1, 10, 0, 0), Reading.Line("Jul  1 12:00:00 web01 kernel: x\n", options).Time);
        Assert.Equal(new DateTime(2026, 1, 1, 11, 0, 0), Reading.Line("[Thu Jan  1 12:00:00 2026] x\n", options).Time);
        Assert.Equal(new DateTime(2026, 7, 1, 12, 0, 0), Reading.Line("2026-07-01T12:00:00Z web01 kernel: x\n", options).Time);
        Assert.Equal(DateTimeKind.Utc, Reading.Line("Jul  1 12:00:00 web01 kernel: x\n", options).Time!.Value.Kind);
    }

    [Fact]
    public void Boot_time_makes_wall_clock_of_uptime()
    {
        LogDecoderOptions options = Reading.Options with { BootTime = new DateTime(2026, 11, 22, 22, 0, 0, DateTimeKind.Utc) };

        Assert.Equal(new DateTime(2026, 11, 22, 22, 0, 19, 500), Reading.Line("[   19.500000] x\n", options).Time);
        Assert.Null(Reading.Line("[   19.500000] x\n").Time);
        Assert.Equal(new DateTime(2026, 11, 22, 23, 0, 0), Reading.Line("Nov 22 23:00:00 web01 kernel: [   19.500000] x\n", options).Time);
    }

    [Fact]
    public void Relative_time_counts_on()
    {
        var lines = Reading.Text("[Nov22 22:16] a\n[  +0.000472] b\n[  +1.5     ] no stamp\n[  +1.500000] c\n").Lines;

        Assert.Equal(new DateTime(2026, 11, 22, 22, 16, 0), lines[0].Time);
        Assert.Equal(lines[0].Time!.Value.AddTicks(4720), lines[1].Time);
        Assert.Equal(lines[0].Time!.Value.AddTicks(15004720), lines[^1].Time);
    }

    [Theory]
    [InlineData("Nov 31 22:16:10 web01 kernel: x")]
    [InlineData("2026-02-30T22:16:10Z web01 kernel: x")]
    [InlineData("0000-01-01T00:00:00Z web01 kernel: x")]
    [InlineData("[Sun Nov 22 22:16:10 0000] x")]
    public void An_impossible_date_is_no_time(string line)
    {
        Assert.Null(Reading.Line(line).Time);
        Assert.Equal("x", Reading.Line(line).Text);
    }
}
