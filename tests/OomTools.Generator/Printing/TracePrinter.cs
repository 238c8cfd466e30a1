namespace OomTools.Generator.Printing;

/// <summary>The CPU/PID/Comm line, the hardware's name, the call trace and the registers of a fault.</summary>
internal static class TracePrinter
{
    private const int Level = 4;

    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        KernelEra era = report.Era;
        int version = era.Like(300, 310, 418, 418, 514);
        string taint = report.Seed % 3 == 0 ? "Tainted: G           OE    " : "Not tainted";
        string kdump = era.Version >= 417 && report.Seed % 5 == 0 ? "Kdump: loaded " : "";
        records.Add(new(Level, version switch
        {
            <= 306 => $"Pid: {report.TriggerPid}, comm: {report.TriggerName} {taint} {era.Release} #1",
            <= 610 => $"CPU: 1 PID: {report.TriggerPid} Comm: {report.TriggerName} {kdump}{taint} {era.Release} #1",
            < 617 => $"CPU: 1 UID: 0 PID: {report.TriggerPid} Comm: {report.TriggerName} {kdump}{taint} {era.Release} #1 ",
            _ => $"CPU: 1 UID: 0 PID: {report.TriggerPid} Comm: {report.TriggerName} {kdump}{taint} {era.Release} #1 PREEMPT(lazy) ",
        }));
        if (version >= 611 && report.Seed % 3 == 0)
            records.Add(new(Level, "Tainted: [O]=OOT_MODULE, [E]=UNSIGNED_MODULE"));
        if (version >= 310)
            records.Add(new(Level, "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014"));
        if (report.Kind == ReportKind.SysRq)
            records.Add(new(Level, "Workqueue: events moom_callback"));
        if (version is >= 310 and <= 407)
            records.Add(new(Level, "task: ffff880036f0e040 ti: ffff88003a1d4000 task.ti: ffff88003a1d4000"));
        if (version is >= 310 and <= 409)
            records.Add(new(Level, " ffff88003a1d7a58 ffffffff8136c507 ffff88003a1d7c38 0000000000000000"));
        Frames(report, version, records);
    }

    private static void Frames(GeneratedReport report, int version, List<KernelRecord> records)
    {
        records.Add(new(Level, "Call Trace:"));
        if (version >= 515)
            records.Add(new(Level, " <TASK>"));
        for (int i = 0; i < report.Frames.Count; i++)
        {
            string address = version <= 409 ? $"[<ffffffff8117c1{i:x2}>] " : "";
            string module = i == 3 ? " [ext4]" : "";
            records.Add(new(Level, $" {address}{report.Frames[i]}+0x{17 + i:x}/0x1f0{module}"));
        }
        if (report.Seed % 2 == 0)
        {
            records.Add(new(Level, "RIP: 0033:0x42738a"));
            records.Add(new(Level, "Code: c5 fe 7f 07 c5 fe 7f 47 20 <f3> aa 48 89 d0 c5 f8 77 c3 66 66 2e 0f 1f 84 00 00 00 00 00 66 90"));
            records.Add(new(Level, "RSP: 002b:00007ffebeb35178 EFLAGS: 00000206"));
            records.Add(new(Level, "RAX: 000000000000005a RBX: 000000000048e0bc RCX: 00000000000f1000"));
        }
        if (version >= 515)
            records.Add(new(Level, " </TASK>"));
    }
}
