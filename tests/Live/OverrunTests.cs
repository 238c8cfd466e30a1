using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OomTools.Live.Tests;

/// <summary>The ring buffer goes round while the watcher cannot read.</summary>
public partial class OverrunTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private const string RateLimit = "/proc/sys/kernel/printk_devkmsg";

    [Fact]
    public void Lost_records_are_counted_and_the_next_report_is_given()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-overrun", 16L << 20);
        if (Sequence(Oldest()) == 0)
            Assert.Skip("This boot's first lines are still in the ring buffer, and filling it would push them out.");
        if (!File.Exists(RateLimit))
            Assert.Skip("This kernel does not let anybody fill its log (kernel.printk_devkmsg).");
        string before = File.ReadAllText(RateLimit).Trim();
        using var watch = new ShellRun(
            $"[Console]::Out.WriteLine('ready'); Watch-OomReport -NoLimit -Timeout 300 -Verbose 3>&1 4>&1 | ForEach-Object {{ [Console]::Out.WriteLine($(if ($_ -is [OomTools.OomReport]) {{ \"$($_.VictimCgroup) $($_.VictimPid) after $($_.LostBeforeCount)\" }} else {{ \"$_\" }})) }}");
        try
        {
            watch.MustSay(lines => lines.Any(line => line.StartsWith("Watching", StringComparison.Ordinal)), s_patience);
            // "on" lets everything through; the kernel takes it at run time unless the boot parameter says otherwise.
            File.WriteAllText(RateLimit, "on\n");
            Thread.Sleep(500);
            watch.Signal("STOP");
            long last = Sequence(Newest());
            Fill(last);
            long lost = Sequence(Oldest()) - last - 1;
            Assert.True(lost > 0, "The buffer did not go round.");
            watch.Signal("CONT");
            watch.MustSay(lines => lines.Any(Lost().IsMatch), s_patience);
            string warning = watch.Lines.First(Lost().IsMatch);
            // Others may print meanwhile.
            Assert.InRange(long.Parse(Lost().Match(warning).Groups[1].ValueSpan, CultureInfo.InvariantCulture), lost, lost + 500);

            int pid = cgroup.Kill();
            string report = $"{cgroup.Path} {pid} after ";
            watch.MustSay(lines => lines.Any(line => line.StartsWith(report, StringComparison.Ordinal)), s_patience);
            // The report tells the same, unless another test's came first and told it.
            long[] told = [.. watch.Lines.Where(text => text.Contains(" after ", StringComparison.Ordinal)).Select(text => long.Parse(text.AsSpan(text.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture))];
            Assert.InRange(told.Sum(), lost, lost + 500);
        }
        finally
        {
            File.WriteAllText(RateLimit, before + "\n");
        }
    }

    private static void Fill(long last)
    {
        using var log = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        byte[] line = Encoding.ASCII.GetBytes("<15>" + new string('x', 800) + "\n");
        for (int i = 0; i < 50_000; i++)
        {
            log.Write(line);
            if (i % 1000 == 999 && Sequence(Oldest()) > last + 100)
                return;
        }
    }

    private static long Sequence(string record) => long.Parse(record.Split(',')[1], CultureInfo.InvariantCulture);

    private static string Oldest()
    {
        using var log = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return ReadRecord(log);
    }

    /// <summary>A record that is written now, and is the last one when it is read.</summary>
    private static string Newest()
    {
        string mark = $"oomtools test {Guid.NewGuid():N}";
        using var log = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        File.WriteAllText("/dev/kmsg", mark + "\n");
        while (true)
        {
            string record = ReadRecord(log);
            if (record.Contains(mark, StringComparison.Ordinal))
                return record;
        }
    }

    private static string ReadRecord(FileStream log)
    {
        byte[] record = new byte[8192];
        while (true)
        {
            try
            {
                return Encoding.UTF8.GetString(record, 0, log.Read(record));
            }
            catch (IOException)
            {
                // It went round between opening and reading.
            }
        }
    }

    [GeneratedRegex(@"overran: (\d+) records")]
    private static partial Regex Lost();
}
