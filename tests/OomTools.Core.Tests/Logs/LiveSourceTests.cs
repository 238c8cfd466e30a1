using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>The running kernel's buffer and journal, where there are.</summary>
public class LiveSourceTests
{
    [Fact]
    public void The_ring_buffer_is_read_to_its_end_and_says_how_far_back_it_reaches()
    {
        // A full buffer may lose its first record while it is read: one of many is enough.
        Assert.Contains(Enumerable.Range(0, 30), _ =>
        {
            using KernelRingBuffer buffer = Open();
            var records = Reading.Into(new RecordingSink(), buffer);
            Assert.NotEmpty(records.Lines);
            Assert.NotNull(buffer.OldestSequence);
            Assert.Equal(buffer.OldestSequence > 0, buffer.HasLostBeginning);
            return (buffer.OldestSequence, buffer.OldestUptime) == Oldest();
        });
    }

    /// <summary>Number and stamp of the oldest record, whoever wrote it: "6,339,5140900,-;text".</summary>
    private static (long? Sequence, TimeSpan? Uptime) Oldest()
    {
        try
        {
            using var log = new FileStream(KernelRingBuffer.DefaultPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] record = new byte[8192];
            string[] fields = System.Text.Encoding.ASCII.GetString(record, 0, log.Read(record)).Split(',', 4);
            return (long.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMicroseconds(long.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return (null, null); // It was overwritten just now.
        }
    }

    [Fact]
    public void Records_that_were_read_before_are_passed_over()
    {
        using KernelRingBuffer whole = Open();
        int all = Reading.Into(new RecordingSink(), whole).Lines.Count;
        Assert.SkipWhen(all < 10 || whole.OldestSequence != 0, "The buffer holds too little, or has lost its beginning.");

        using var rest = new KernelRingBuffer { FirstWanted = whole.LastSequence!.Value - 4 };
        byte[] bytes = new byte[64 * 1024];
        string text = System.Text.Encoding.UTF8.GetString(bytes, 0, rest.Read(bytes));

        Assert.StartsWith($"{whole.LastSequence - 4},", text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);
        Assert.Equal(0, rest.OldestSequence);
        Assert.Equal(0, rest.LostCount);
    }

    [Fact]
    public void A_buffer_that_is_not_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        Assert.Throws<FileNotFoundException>(() => new KernelRingBuffer("/dev/no-such-kmsg"));
    }

    [Fact]
    public void A_journal_that_is_not_there()
    {
        string folder = Directory.CreateTempSubdirectory("oomtools").FullName;
        try
        {
            using Stream stream = OpenJournal(folder);
            var sink = Reading.Into(new RecordingSink(), stream);
            Assert.Empty(sink.Lines);
        }
        catch (JournalException e)
        {
            Assert.NotEmpty(e.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_boot_that_is_not_there()
    {
        string folder = Directory.CreateTempSubdirectory("oomtools").FullName;
        try
        {
            using Stream stream = OpenJournal(folder, "0123456789abcdef0123456789abcdef");
            RecordingSink sink = new();
            Assert.ThrowsAny<IOException>(() => Reading.Into(sink, stream));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Stream OpenJournal(string folder, string? boot = null)
    {
        try
        {
            return KernelJournal.OpenFolder(folder, boot);
        }
        catch (ProgramMissingException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static KernelRingBuffer Open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        try
        {
            return new KernelRingBuffer();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
