using System.Diagnostics;
using System.Net.Sockets;
using OomTools.Logs;
using OomTools.Oom;

namespace OomTools.Tests.Following;

/// <summary>Files that are written, rotated and cut while they are followed.</summary>
public sealed class FollowedFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;
    private readonly List<string> _failures = [];
    private FollowedFiles? _log;

    private string Log => Path.Combine(_folder, "kern.log");

    public void Dispose()
    {
        _log?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_is_appended_is_found_and_what_was_there_is_not()
    {
        File.WriteAllText(Log, GroupKill.Text);
        Follow();
        Assert.Null(Next(TimeSpan.FromMilliseconds(150)));

        File.AppendAllText(Log, GroupKill.Text);

        OomReport report = Next()!;
        Assert.Equal(4, report.VictimCount);
        Assert.Equal(Log, report.Source);
    }

    [Fact]
    public void Existing_reports_are_given_where_they_are_wanted()
    {
        File.WriteAllText(Log, GroupKill.Text);
        Follow(includeExisting: true);
        Assert.Equal(1, Next()!.LineNumber);
        File.AppendAllText(Log, GroupKill.Text);
        Assert.Equal(1 + GroupKill.Lines.Length, Next()!.LineNumber);
    }

    [Fact]
    public void A_report_that_is_being_written_when_following_begins_is_whole()
    {
        File.WriteAllText(Log, GroupKill.Text + GroupKill.Join(GroupKill.Lines[..GroupKill.Half]) + GroupKill.Lines[GroupKill.Half][..20]);
        Follow();
        File.AppendAllText(Log, GroupKill.Lines[GroupKill.Half][20..] + "\n" + GroupKill.Join(GroupKill.Lines[(GroupKill.Half + 1)..]));
        OomReport report = Next()!;
        Assert.True(report.IsComplete, report.Missing);
        Assert.Null(Next(TimeSpan.FromMilliseconds(150)));
    }

    [Fact]
    public void Rotation_by_rename_inside_a_report()
    {
        File.WriteAllText(Log, "noise\n");
        Follow();
        File.AppendAllText(Log, GroupKill.Join(GroupKill.Lines[..20]));
        Read();
        File.Move(Log, Log + ".1");
        // The writer has not been told yet.
        File.AppendAllText(Log + ".1", GroupKill.Join(GroupKill.Lines[20..40]));
        File.WriteAllText(Log, "");
        Read();
        File.AppendAllText(Log + ".1", GroupKill.Join(GroupKill.Lines[40..GroupKill.Half]));
        File.AppendAllText(Log, GroupKill.Join(GroupKill.Lines[GroupKill.Half..]));

        OomReport report = Next()!;
        Assert.True(report.IsComplete, report.Missing);
        Assert.Equal(4, report.VictimCount);
        File.AppendAllText(Log, GroupKill.Text);
        Assert.Equal(1 + GroupKill.Lines.Length - GroupKill.Half, Next()!.LineNumber);
    }

    [Fact]
    public void A_new_file_is_awaited_until_something_is_written_there()
    {
        File.WriteAllText(Log, "noise\n");
        using var file = new FollowedFile(Log);
        Assert.Equal(FileChange.Appeared, file.Look());
        file.Reopen(long.MaxValue);
        Assert.Equal(FileChange.None, file.Look());
        File.Move(Log, Log + ".1");
        Assert.Equal(FileChange.None, file.Look());
        File.WriteAllText(Log, "");
        Assert.Equal(FileChange.Awaited, file.Look());
        File.WriteAllText(Log, "more\n");
        Assert.Equal(FileChange.Replaced, file.Look());
    }

    [Fact]
    public void Rotation_by_truncation()
    {
        File.WriteAllText(Log, "noise\nnoise\nnoise\n");
        Follow();
        File.AppendAllText(Log, GroupKill.Text);
        Assert.NotNull(Next());
        File.Copy(Log, Log + ".1");
        using (FileStream cut = new(Log, FileMode.Open, FileAccess.Write))
            cut.SetLength(0);
        File.AppendAllText(Log, GroupKill.Text);
        OomReport report = Next()!;
        Assert.True(report.IsComplete, report.Missing);
        Assert.Equal(1, report.LineNumber);
    }

    [Fact]
    public void A_file_that_appears_later_is_read_from_its_beginning()
    {
        Follow();
        Assert.Null(Next(TimeSpan.FromMilliseconds(50)));
        File.WriteAllText(Log, GroupKill.Text);
        Assert.Equal(1, Next()!.LineNumber);
    }

    [Fact]
    public void Several_files_are_followed_at_once()
    {
        string other = Path.Combine(_folder, "other.log");
        File.WriteAllText(Log, "");
        File.WriteAllText(other, "");
        Follow(paths: [Log, other]);
        File.AppendAllText(Log, GroupKill.Join(GroupKill.Lines[..20]));
        File.AppendAllText(other, GroupKill.Join(GroupKill.Lines[..20]));
        File.AppendAllText(Log, GroupKill.Join(GroupKill.Lines[20..]));
        File.AppendAllText(other, GroupKill.Join(GroupKill.Lines[20..]));
        OomReport?[] reports = [Next(), Next()];
        Assert.All(reports, report => Assert.True(report!.IsComplete, report.Missing));
        Assert.Equal(new[] { Log, other }, reports.Select(report => report!.Source).Order());
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_told_of_once_and_tried_again()
    {
        // Nobody may open a socket, root neither.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Log));
        Follow();
        Read();
        Read();
        Assert.Equal([Log], _failures);
        File.Delete(Log);
        File.WriteAllText(Log, GroupKill.Text);
        Assert.NotNull(Next());
    }

    [Fact]
    public void Waiting_costs_nothing()
    {
        File.WriteAllText(Log, "");
        Follow();
        Read();
        int waits = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1.5))
        {
            _log!.Wait(TimeSpan.FromSeconds(1.5) - Stopwatch.GetElapsedTime(start));
            Read();
            waits++;
        }

        // One look a second; the events of the test's own writing may still come.
        Assert.InRange(waits, 1, 6);
    }

    private void Follow(bool includeExisting = false, string[]? paths = null) =>
        _log = new FollowedFiles(paths ?? [Log], new OomLogOptions(), includeExisting, (path, _) => _failures.Add(path));

    private void Read()
    {
        while (_log!.Read())
        {
        }
    }

    private OomReport? Next(TimeSpan? patience = null)
    {
        TimeSpan limit = patience ?? TimeSpan.FromSeconds(20);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Read();
            if (_log!.Take() is { } report)
                return report;
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return null;
            _log.Wait(left);
        }
    }
}
