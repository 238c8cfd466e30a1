using OomTools.Generator.Printing;

namespace OomTools.Generator;

/// <summary>Kernel lines that belong to no report, some with words that reports use.</summary>
public sealed class NoiseSource(int seed)
{
    private static readonly string[] s_lines =
    [
        "[UFW BLOCK] IN=eth0 OUT= MAC=f2:3c:91:e2:47:cc SRC=10.1.2.3 DST=10.9.8.7 LEN=40 TOS=0x00 TTL=244 ID=55235 PROTO=TCP SPT=4242",
        "usb 1-1: new high-speed USB device number 7 using xhci_hcd",
        "EXT4-fs (vda): mounted filesystem with ordered data mode. Opts: (null)",
        "eth0: link up, 1000Mbps, full-duplex, lpa 0x41E1",
        "systemd[1]: Started Daily apt download activities.",
        "audit: type=1400 audit(1600000000.123:45): apparmor=\"DENIED\" operation=\"open\" pid=4242 comm=\"snapd\"",
        "IPv6: ADDRCONF(NETDEV_CHANGE): wlan0: link becomes ready",
        "traps: chrome[2979] trap invalid opcode ip:55911b28dba3 sp:7ffea558a3e0 error:0 in chrome[55911728a000+6a0b000]",
        "perf: interrupt took too long (2501 > 2500), lowering kernel.perf_event_max_sample_rate to 79750",
        "device veth1a2b3c entered promiscuous mode",
        "nvme nvme0: I/O 42 QID 3 timeout, aborting",
        "process 'worker' was killed by signal 9 after memory was allocated",
        "Memory: 200000K/262144K available (14339K kernel code, 2000K rwdata, 4000K rodata)",
        "docker0: port 1(veth0) entered disabled state",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Some lines, at most this many.</summary>
    public List<KernelRecord> Some(int most)
    {
        List<KernelRecord> lines = [];
        for (int i = _random.Next(most + 1); i > 0; i--)
            lines.Add(new KernelRecord(6, s_lines[_random.Next(s_lines.Length)]));
        return lines;
    }
}
