using System.Globalization;
using System.Text;
using OomTools.Cursor;
using OomTools.Tests.Following;

namespace OomTools.Tests.Cursor;

/// <summary>Runs over a journal; its text is written as journalctl -o export --show-cursor prints it.</summary>
public class ResumedJournalTests
{
    private static readonly DateTime s_now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_next_run_begins_behind_the_last_entry()
    {
        (OomReport[] reports, JournalPosition? position) = Run(null, s_now, GroupKill.Lines);
        Assert.Equal(4, Assert.Single(reports).VictimCount);
        Assert.Equal("s=1;i=" + GroupKill.Lines.Length, position!.Cursor);
        Assert.Empty(position.Given);
    }

    [Fact]
    public void Nothing_new_leaves_the_position()
    {
        var from = new JournalPosition("s=1;i=7", []);
        (OomReport[] reports, JournalPosition? position) = Run(from, s_now, []);
        Assert.Empty(reports);
        Assert.Equal(from, position);
    }

    [Fact]
    public void A_report_that_is_not_finished_is_left_and_those_before_it_are_not_given_twice()
    {
        var from = new JournalPosition("s=1;i=0", []);
        string[] later = [.. GroupKill.Lines.Select(line => line.Replace("[   16.", "[   17.", StringComparison.Ordinal))];
        (OomReport[] first, JournalPosition? position) = Run(from, s_now, [.. GroupKill.Lines, .. later[..60]]);
        Assert.Single(first);
        Assert.Equal("s=1;i=0", position!.Cursor);

        (OomReport[] second, position) = Run(position, s_now, [.. GroupKill.Lines, .. later]);
        Assert.Equal(17, Assert.Single(second).Uptime!.Value.ToTimeSpan().Seconds);
        Assert.True(second[0].IsComplete, second[0].Missing);
        Assert.Equal("s=1;i=" + (GroupKill.Lines.Length * 2), position!.Cursor);
    }

    [Fact]
    public void One_that_nobody_will_finish_is_given()
    {
        (OomReport[] reports, JournalPosition? position) = Run(new JournalPosition("s=1;i=0", []), s_now.AddMinutes(2), GroupKill.Lines[..60]);
        Assert.False(Assert.Single(reports).IsComplete);
        Assert.Equal("s=1;i=60", position!.Cursor);
    }

    [Fact]
    public void A_message_cannot_name_the_last_entry()
    {
        (_, JournalPosition? position) = Run(null, s_now, ["[    1.000000] x\n-- cursor: s=evil", "[    1.000001] y"]);
        Assert.Equal("s=1;i=2", position!.Cursor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1023)]
    [InlineData(1025)]
    public void The_name_is_found_however_it_is_cut(int piece)
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('x', 3000) + "\n-- cursor: s=1;i=9\n");
        using var stream = new NamedEndStream(new MemoryStream(text));
        byte[] buffer = new byte[piece];
        while (stream.Read(buffer) > 0)
        {
        }

        Assert.Equal("s=1;i=9", stream.Cursor);
    }

    private static (OomReport[] Reports, JournalPosition? Position) Run(JournalPosition? from, DateTime now, string[] lines)
    {
        var text = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            // A console's line: [   16.309615] text
            decimal seconds = decimal.Parse(lines[i].AsSpan(1, 12), CultureInfo.InvariantCulture);
            long realtime = new DateTimeOffset(s_now).ToUnixTimeMilliseconds() * 1000;
            text.Append(CultureInfo.InvariantCulture, $"__CURSOR=s=1;i={i + 1}\n__REALTIME_TIMESTAMP={realtime}\n_TRANSPORT=kernel\n_SOURCE_MONOTONIC_TIMESTAMP={(long)(seconds * 1_000_000)}\n");
            string message = lines[i][15..];
            if (message.Contains('\n', StringComparison.Ordinal))
                text.Append("MESSAGE\n").Append(Encoding.Latin1.GetString(BitConverter.GetBytes((long)message.Length))).Append(message).Append("\n\n");
            else
                text.Append("MESSAGE=").Append(message).Append("\n\n");
        }

        if (lines.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"-- cursor: s=1;i={lines.Length}\n");
        using var journal = new ResumedJournal(new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())), new OomLogOptions(), from, new FixedTime(now));
        List<OomReport> reports = [];
        while (journal.Read(CancellationToken.None) is { } report)
            reports.Add(report);
        return ([.. reports], journal.Position);
    }

    private sealed class FixedTime(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(now);
    }
}
