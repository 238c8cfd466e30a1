using System.IO.Compression;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Which logs of a captured tree are read, in which order.</summary>
public sealed class LogRootTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Rotated_logs_oldest_first()
    {
        foreach (string name in (string[])["kern.log", "kern.log.1", "kern.log.2.gz", "kern.log.10.gz", "kern.log.old-notes", "messages", "dmesg"])
            Write("var/log/" + name, "x\n");

        Assert.Equal(["var/log/kern.log.10.gz", "var/log/kern.log.2.gz", "var/log/kern.log.1", "var/log/kern.log"], Found());
    }

    [Fact]
    public void Rotated_by_date()
    {
        foreach (string name in (string[])["messages", "messages-20261122", "messages-20261115.xz"])
            Write("var/log/" + name, "x\n");

        Assert.Equal(["var/log/messages-20261115.xz", "var/log/messages-20261122", "var/log/messages"], Found());
    }

    [Fact]
    public void A_sosreport_without_syslog()
    {
        Write("sos_commands/kernel/dmesg", "x\n");
        Write("sos_commands/kernel/dmesg_-T", "xx\n");
        Assert.Equal(["sos_commands/kernel/dmesg_-T"], Found());

        Write("sos_commands/logs/journalctl_--no-pager_--boot", "x\n");
        Assert.Equal(["sos_commands/logs/journalctl_--no-pager_--boot"], Found());

        Write("var/log/journal/0123/system.journal", "x");
        Assert.Equal(["var/log/journal"], Found());
    }

    [Fact]
    public void A_capture_of_our_own() =>
        Assert.Equal(
            ["console.log"],
            LogRoot.Find(Samples.Path("5.10.0-32-amd64/storm-global")).Select(source => Path.GetFileName(source.Path)));

    [Fact]
    public void What_a_crash_left_comes_too_and_in_order()
    {
        Write("var/log/syslog", "x\n");
        Write("var/crash/202611222216/vmcore-dmesg.txt", "x\n");
        Write("sys/fs/pstore/dmesg-efi-1", "Panic#1 Part1\n<4>[    3.000000] c\n");
        Write("sys/fs/pstore/dmesg-efi-2", "Panic#1 Part2\n<4>[    2.000000] b\n");
        Write("sys/fs/pstore/dmesg-efi-3", "Panic#1 Part10\n<4>[    1.000000] a\n");
        Write("sys/fs/pstore/dmesg-efi-4", "Oops#2 Part1\n<4>[    1.000000] other\n");

        IReadOnlyList<LogSource> found = LogRoot.Find(_root);

        Assert.Equal(["var/crash/202611222216/vmcore-dmesg.txt", "sys/fs/pstore/dmesg-efi-3", "sys/fs/pstore/dmesg-efi-4", "var/log/syslog"], Found());
        RecordingSink panic = Reading.Into(new RecordingSink(), found[1].Open());
        Assert.Equal(["a", "b", "c"], panic.Texts);
        Assert.Equal(0, panic.Gaps);
    }

    [Fact]
    public void Moved_pstore_prefers_the_whole()
    {
        Write("var/lib/systemd/pstore/1700000000/001/dmesg-efi-1", "Panic#1 Part1\nx\n");
        Write("var/lib/systemd/pstore/1700000000/001/dmesg.txt", "x\n");

        Assert.Equal(["var/lib/systemd/pstore/1700000000/001/dmesg.txt"], Found());
    }

    [Fact]
    public void Sources_open_compressed_files()
    {
        string path = Path.Combine(_root, "kern.log.1.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.Write("[    1.000000] a\n"u8);

        Assert.Equal(["a"], Reading.Into(new RecordingSink(), new LogFileSource(path).Open()).Texts);
    }

    [Fact]
    public void Nothing_is_nothing() => Assert.Empty(LogRoot.Find(Path.Combine(_root, "absent")));

    private IEnumerable<string> Found() => LogRoot.Find(_root).Select(source => Path.GetRelativePath(_root, source.Path));

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
