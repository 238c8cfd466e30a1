using System.Diagnostics;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>The running kernel's buffer and journal, where there are.</summary>
public class LiveSourceTests
{
    [Fact]
    public void The_ring_buffer_is_read_to_its_end_and_says_how_far_back_it_reaches()
    {
        using KernelRingBuffer buffer = Open();

        var records = Reading.Into(new RecordingSink(), buffer);

        Assert.NotNull(buffer.OldestSequence);
        Assert.Equal(buffer.OldestSequence > 0, buffer.HasLostBeginning);
        Assert.Equal(buffer.OldestUptime, records.Lines.Select(line => line.Uptime).FirstOrDefault() ?? buffer.OldestUptime);
    }

    [Fact]
    public void Waiting_ends_by_time_and_by_cancellation()
    {
        using KernelRingBuffer buffer = Open();
        byte[] bytes = new byte[64 * 1024];
        while (buffer.Read(bytes) > 0)
        {
        }

        buffer.WaitForMore(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        using var cancellation = new CancellationTokenSource(50);
        long start = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5))
            {
                buffer.WaitForMore(Timeout.InfiniteTimeSpan, cancellation.Token);
                while (buffer.Read(bytes) > 0)
                {
                }
            }

            Assert.Fail("not cancelled");
        }
        catch (OperationCanceledException)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        }
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
