using System.Text;

namespace OomTools.Core.Tests.Oom;

/// <summary>A boot in a part of a log that is passed over, because nothing else there is a report's.</summary>
public class PassedOverBootTests
{
    private const string Kill = "Out of memory: Killed process 812 (mysqld) total-vm:1000kB, anon-rss:900kB, file-rss:0kB, shmem-rss:0kB, UID:27 pgtables:48kB oom_score_adj:0";

    [Theory]
    [InlineData("Nov 22 21:17:27 web01 kernel: ")]
    [InlineData("2026-11-22T21:17:27.000000+00:00 web01 kernel: ")]
    [InlineData("")]
    public void A_kill_line_without_its_report_has_the_release_of_the_boot_before_it(string prefix)
    {
        string log = Quiet(prefix) + Boot(prefix, "5.10.0-32-amd64") + Quiet(prefix)
            + $"{prefix}[   99.000001] {Kill}\n" + Quiet(prefix) + Boot(prefix, "6.12.107-own") + Quiet(prefix)
            + $"{prefix}[   99.000001] {Kill}\n" + Quiet(prefix);

        List<OomReport> reports = Read(log);

        Assert.Equal(["5.10.0-32-amd64", "6.12.107-own"], reports.Select(report => report.KernelVersion));
        Assert.All(reports, report => Assert.Equal(812, report.VictimPid));
    }

    [Fact]
    public void A_kill_right_before_the_next_boot_has_the_release_of_its_own()
    {
        string log = Boot("", "5.10.0-32-amd64") + $"[   99.000001] {Kill}\n" + Boot("", "6.12.107-own") + "[    0.000000] Command line: quiet\n";

        Assert.Equal("5.10.0-32-amd64", Assert.Single(Read(log)).KernelVersion);
    }

    /// <summary>A ring buffer has lost the banner; the reports before the kill line say what runs. Going back in time is another boot.</summary>
    [Theory]
    [InlineData(200, "6.1.0-50-amd64")]
    [InlineData(20, null)]
    public void A_report_of_the_boot_tells_its_release_too(int second, string? release)
    {
        string log = "[   99.000000] mysqld invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
            + "[   99.000001] CPU: 0 PID: 431 Comm: mysqld Not tainted 6.1.0-50-amd64 #1  Debian 6.1.176-1\n"
            + $"[   99.000002] {Kill}\n" + Quiet("").Replace("[   99.", $"[{second,5}.", StringComparison.Ordinal) + $"[{second,5}.000001] {Kill}\n";

        Assert.Equal(["6.1.0-50-amd64", release], Read(log).Select(report => report.KernelVersion));
    }

    [Fact]
    public void What_another_program_says_of_Linux_is_no_boot()
    {
        const string Prefix = "Nov 22 21:17:27 web01 ";
        string log = Boot(Prefix + "kernel: ", "5.10.0-32-amd64") + Quiet(Prefix + "kernel: ")
            + $"{Prefix}agent[99]: Linux version 1.2.3 found\n{Prefix}kernel: [   99.000000] usb 1-1: Linux version 4.5.6 of the gadget\n"
            + Quiet(Prefix + "kernel: ") + $"{Prefix}kernel: [ 7000.000000] {Kill}\n";

        Assert.Equal("5.10.0-32-amd64", Assert.Single(Read(log)).KernelVersion);
    }

    private static string Boot(string prefix, string release) => $"{prefix}[    0.000000] Linux version {release} (gcc-12) #1 SMP\n";

    /// <summary>More than is read at once, and more than a kill line makes the reader look back.</summary>
    private static string Quiet(string prefix)
    {
        StringBuilder text = new();
        while (text.Length < 400_000)
            text.Append(prefix).Append("[   99.000000] usb 1-1: new high-speed USB device, Lithium cells will fill\n");
        return text.ToString();
    }

    private static List<OomReport> Read(string log)
    {
        using var reader = new OomLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), new OomLogOptions { TimeZone = TimeZoneInfo.Utc });
        List<OomReport> reports = [];
        while (reader.Read() is OomReport report)
            reports.Add(report);
        return reports;
    }
}
