using System.Text;
using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Benchmarks;

/// <summary>Makes the bytes of large logs: quiet ones (a report per 50 MB of other lines) and dense ones (reports only).</summary>
internal static class LogMaker
{
    /// <summary>Bytes of other lines between two reports of a quiet log.</summary>
    public const int QuietGap = 50_000_000;

    /// <summary>Reports in a part of a dense log.</summary>
    public const int BlockReports = 200;

    private const int NoiseBlock = 4 << 20;

    private static readonly string[] s_tags = ["sshd[1234]", "systemd[1]", "CRON[4711]", "kernel", "postfix/smtpd[815]", "dockerd[900]", "nginx", "sudo", "kubelet[1600]"];

    private static readonly string[] s_messages =
    [
        "Accepted publickey for deploy from 10.1.2.3 port 50022 ssh2: ED25519 SHA256:abcdefghijk",
        "Started Session 42 of user root.",
        "(root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily)",
        "[12345.678901] eth0: link is up at 1000 Mbps, full duplex, flow control allocated",
        "connect from unknown[203.0.113.9]; buffer allocated, out of range value ignored",
        "time=\"2026-11-22T21:17:00Z\" level=info msg=\"worker 17 was killed by signal 15, restarting\"",
        "10.0.0.7 - - \"GET /api/v1/items?page=null HTTP/1.1\" 200 5124 \"-\" \"curl/8.5.0\"",
        "pam_unix(sudo:session): session opened for user root(uid=0) by (uid=1000)",
        "Memory cgroup for pod 9f2c updated; process list has 12 tasks, none killed",
        "[12346.112233] usb 1-1: new high-speed USB device number 7 using xhci_hcd",
        "GC pause 12ms, heap 512M, allocation rate 80 MB/s, failure count 0",
    ];

    /// <summary>Ordinary syslog lines, whole, about this many bytes.</summary>
    public static byte[] Noise(int seed)
    {
        Random random = new(seed);
        StringBuilder block = new(NoiseBlock + 300);
        for (DateTime time = LogEntry.BootTime; block.Length < NoiseBlock; time = time.AddSeconds(random.Next(3)))
        {
            block.Append(System.Globalization.CultureInfo.InvariantCulture, $"{time:MMM dd HH:mm:ss} web01 {s_tags[random.Next(s_tags.Length)]}: ");
            block.Append(s_messages[random.Next(s_messages.Length)]).Append('\n');
        }
        return Encoding.UTF8.GetBytes(block.ToString());
    }

    /// <summary>A few hundred reports of current kernels, one after the other.</summary>
    public static byte[] Reports(LogContainer container, int count, int seed)
    {
        KernelEra[] eras = [.. KernelEra.All.Where(era => era.Version >= 504)];
        LogWriter writer = new(container);
        for (int i = 0; i < count; i++)
        {
            ReportKind kind = (i % 4) switch
            {
                0 => ReportKind.Cgroup,
                1 => ReportKind.AllocationFailure,
                _ => ReportKind.Global,
            };
            writer.Add(ReportSource.Create(seed + i, eras[i % eras.Length], kind, isNasty: false, taskCount: 20 + (i * 37 % 200)));
        }
        return writer.ToBytes();
    }

    /// <summary>The parts of a quiet log of about this size, in order.</summary>
    public static IEnumerable<byte[]> Quiet(long size)
    {
        byte[][] noise = [Noise(1), Noise(2), Noise(3)];
        byte[] report = Reports(LogContainers.Syslog, 1, 42);
        long gap = 0;
        for (long written = 0, i = 0; written < size; i++)
        {
            byte[] next = gap >= QuietGap ? report : noise[i % noise.Length];
            gap = next == report ? 0 : gap + next.Length;
            written += next.Length;
            yield return next;
        }
    }

    /// <summary>The parts of a dense log of about this size, in order.</summary>
    public static IEnumerable<byte[]> Dense(LogContainer container, long size)
    {
        byte[] block = Reports(container, BlockReports, 1);
        for (long written = 0; written < size; written += block.Length)
            yield return block;
    }
}
