using System.IO.Compression;
using OomTools.Cursor;
using OomTools.Tests.Following;

namespace OomTools.Tests.Cursor;

/// <summary>Runs that read only what is new, over everything that happens to log files between them.</summary>
public sealed class ResumedLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;
    private LogCursor _cursor = new();
    private bool _isPartLost;

    private string Log => Path.Combine(_folder, "kern.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_run_gives_all_and_the_next_what_is_new()
    {
        Append(Log, Report("a") + Report("b"));
        Assert.Equal(["a", "b"], Run());
        Assert.Empty(Run());
        Append(Log, Report("c"));
        Assert.Equal(["c"], Run());
        Assert.Empty(Run());
    }

    [Fact]
    public void Lines_are_counted_from_the_files_beginning()
    {
        Append(Log, "noise\n" + Report("a"));
        Run();
        Append(Log, "noise\n" + Report("b"));
        Assert.Equal(3 + GroupKill.Lines.Length, Assert.Single(Reports()).LineNumber);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(-5)]
    public void A_report_that_is_being_written_is_left_for_the_next_run(int lines)
    {
        string[] second = Report("b").Split('\n')[..^1];
        lines = lines < 0 ? GroupKill.Half : lines;
        Append(Log, Report("a") + GroupKill.Join(second[..lines]) + second[lines][..10]);
        Assert.Equal(["a"], Run());
        Append(Log, second[lines][10..] + "\n" + GroupKill.Join(second[(lines + 1)..]));

        OomReport report = Assert.Single(Reports());
        Assert.Equal("/b", report.CgroupPath);
        Assert.True(report.IsComplete, report.Missing);
        Assert.Equal(1 + GroupKill.Lines.Length, report.LineNumber);
    }

    [Fact]
    public void A_report_that_was_never_finished_is_given_once_the_file_is_quiet()
    {
        Append(Log, GroupKill.Join(GroupKill.Lines[..60]));
        Assert.Empty(Run());
        File.SetLastWriteTimeUtc(Log, DateTime.UtcNow.AddMinutes(-5));
        Assert.False(Assert.Single(Reports()).IsComplete);
        Assert.Empty(Run());
    }

    [Fact]
    public void A_report_inside_another_one_is_given_once()
    {
        // A failed allocation of another task stands in the middle of a report that is not finished.
        string[] lines = GroupKill.Lines;
        const string Kill = "[   16.330000] Out of memory: Killed process 77 (inner) total-vm:20kB, anon-rss:10kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0\n";
        Append(Log, GroupKill.Join(lines[..1]) + Kill + GroupKill.Join(lines[1..60]));
        int first = Reports().Length;
        Append(Log, GroupKill.Join(lines[60..]));
        int second = Reports().Length;
        Append(Log, "noise\n");
        Assert.Empty(Run());
        Assert.Equal(1, first);
        Assert.Equal(1, second);
    }

    [Theory]
    [InlineData("kern.log.1")]
    [InlineData("kern.log-20261124")]
    [InlineData("kern-20261124.log")]
    public void Rotation_by_rename(string rotated)
    {
        Append(Log, Report("a"));
        Run();
        Append(Log, Report("b"));
        File.Move(Log, Path.Combine(_folder, rotated));
        Append(Log, Report("c"));
        Assert.Equal(["b", "c"], Run());
        Assert.Empty(Run());
        Assert.False(_isPartLost);
    }

    [Fact]
    public void Several_rotations_between_two_runs_and_a_compressed_one()
    {
        Append(Log, Report("a"));
        Run();
        Append(Log, Report("b"));
        Compress(Log, Log + ".3.gz", DateTime.UtcNow.AddMinutes(-3));
        File.WriteAllText(Log + ".2", Report("c"));
        File.SetLastWriteTimeUtc(Log + ".2", DateTime.UtcNow.AddMinutes(10));
        File.WriteAllText(Log + ".1", Report("d"));
        File.SetLastWriteTimeUtc(Log + ".1", DateTime.UtcNow.AddMinutes(20));
        File.Delete(Log);
        Append(Log, Report("e"));
        Assert.Equal(["b", "c", "d", "e"], Run());
        Assert.Empty(Run());
    }

    [Fact]
    public void A_report_that_is_split_by_a_rotation_is_whole()
    {
        Append(Log, Report("a") + GroupKill.Join(GroupKill.Lines[..40]));
        Assert.Equal(["a"], Run());
        File.Move(Log, Log + ".1");
        Append(Log, GroupKill.Join(GroupKill.Lines[40..]));
        OomReport report = Assert.Single(Reports());
        Assert.True(report.IsComplete, report.Missing);
    }

    [Fact]
    public void Rotation_by_copy_and_truncation()
    {
        Append(Log, Report("a"));
        Run();
        Append(Log, Report("b"));
        File.Copy(Log, Log + ".1");
        using (FileStream cut = new(Log, FileMode.Open, FileAccess.Write))
            cut.SetLength(0);
        // Longer than what was read before: its length alone does not tell.
        Append(Log, Report("c") + Report("d") + Report("e"));
        Assert.Equal(["b", "c", "d", "e"], Run());
        Assert.Empty(Run());
    }

    [Fact]
    public void What_a_lost_file_held_is_said_to_be_lost()
    {
        Append(Log, Report("a"));
        Run();
        File.Delete(Log);
        Append(Log, Report("b"));
        Assert.Equal(["b"], Run());
        Assert.True(_isPartLost);
        Assert.Empty(Run());
        Assert.False(_isPartLost);
    }

    [Fact]
    public void Files_that_are_named_themselves_are_known_under_their_new_names()
    {
        Append(Log, Report("a"));
        Assert.Equal(["a"], Run(Log));
        File.Move(Log, Log + ".1");
        Append(Log, Report("b"));
        Assert.Equal(["b"], Run(Log, Log + ".1"));
        File.Move(Log + ".1", Log + ".2");
        File.Move(Log, Log + ".1");
        Append(Log, Report("c"));
        Assert.Equal(["c"], Run(Log, Log + ".1", Log + ".2"));
        Append(Log, Report("d"));
        Assert.Equal(["d"], Run(Log + ".2", Log + ".1", Log));
    }

    [Fact]
    public void A_compressed_file_is_unpacked_once()
    {
        Append(Log, Report("a"));
        Compress(Log, Log + ".gz", DateTime.UtcNow.AddHours(-1));
        Assert.Equal(["a"], Run(Log + ".gz"));
        Assert.Empty(ReadingPlan.For(Log + ".gz", _cursor).Segments);
    }

    [Fact]
    public void Another_log_that_begins_the_same_way_is_not_taken_for_it()
    {
        string other = Path.Combine(_folder, "other.log");
        Append(Log, Report("a") + Report("b"));
        Append(other, Report("a") + Report("c"));
        Assert.Equal(["a", "b"], Run(Log));
        Assert.Equal(["a", "c"], Run(other));
    }

    [Fact]
    public void Without_commit_the_next_run_gives_the_same()
    {
        Append(Log, Report("a"));
        using (var log = Open(Log))
            Assert.NotNull(log.Read(CancellationToken.None));
        Assert.Equal(["a"], Run());
    }

    /// <summary>A report of a cgroup of this name, a letter; a later one has later stamps.</summary>
    private static string Report(string cgroup) => GroupKill.Text
        .Replace("/pod1234", "/" + cgroup, StringComparison.Ordinal)
        .Replace("[   16.", string.Create(null, $"[  {100 + cgroup[0]}."), StringComparison.Ordinal);

    private static void Append(string path, string text) => File.AppendAllText(path, text);

    private static void Compress(string from, string to, DateTime time)
    {
        using (var packed = new GZipStream(File.Create(to), CompressionLevel.Fastest))
            packed.Write(File.ReadAllBytes(from));
        File.SetLastWriteTimeUtc(to, time);
    }

    private ResumedLog Open(string path)
    {
        ReadingPlan plan = ReadingPlan.For(path, _cursor);
        _isPartLost |= plan.IsPartLost;
        return new ResumedLog(plan, new OomLogOptions { Source = path }, (open, _) => open(), TimeProvider.System);
    }

    /// <summary>The cgroups of what a run gives.</summary>
    private string[] Run(params string[] paths) => [.. Reports(paths).Select(report => report.CgroupPath![1..])];

    private OomReport[] Reports(params string[] paths)
    {
        _isPartLost = false;
        List<OomReport> reports = [];
        foreach (string path in paths.Length > 0 ? paths : [Log])
        {
            using ResumedLog log = Open(path);
            while (log.Read(CancellationToken.None) is { } report)
                reports.Add(report);
            log.Commit(_cursor);
        }

        // As it is on disk.
        _cursor = LogCursor.Parse(_cursor.Format(DateTime.UtcNow));
        return [.. reports];
    }
}
