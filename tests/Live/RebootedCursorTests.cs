using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OomTools.Live.Tests;

/// <summary>A machine that booted between two runs with one cursor: what its kernel printed before the boot stands in a real journal.</summary>
public sealed class RebootedCursorTests : IDisposable
{
    private const string JournalRemote = "/usr/lib/systemd/systemd-journal-remote";

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    /// <summary>Nobody else's victims bear it.</summary>
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"gone{Environment.ProcessId}");

    /// <summary>An hour before this machine booted: the boot before.</summary>
    private readonly DateTime _before = DateTime.UtcNow.AddMilliseconds(-Environment.TickCount64).AddHours(-1);

    private string Cursor => Path.Combine(_folder, "cursor.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_the_boot_before_printed_behind_the_cursor_is_given_once()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Reading the ring buffer needs root.");
        Journal(
            Kill(1, "a", _before, 100), Kill(2, "a", _before.AddMinutes(10), 700),
            // Printed before the last run looked, and in the journal only after that.
            Kill(3, "a", _before.AddMinutes(20).AddSeconds(20), 1299),
            // Printed behind it, one of them right away.
            Kill(4, "a", _before.AddMinutes(20).AddSeconds(30), 1330), Kill(5, "a", _before.AddMinutes(40), 2500),
            // This boot's are read from the ring buffer, which holds no such kill.
            Kill(6, "b", DateTime.UtcNow.AddSeconds(-30), 100));
        File.WriteAllText(Cursor, string.Create(CultureInfo.InvariantCulture, $$"""
            { "version": 1, "written": "{{_before.AddMinutes(20):O}}", "files": [],
              "kernel": { "boot": "00000000-0000-0000-0000-00000000000a", "sequence": 900, "uptime": {{1300 * TimeSpan.TicksPerSecond}}, "read": "{{_before.AddMinutes(20):O}}" } }
            """));

        Assert.Equal(["run", "4", "5", "run"], Run("", 2));
    }

    [Fact]
    public void A_cursor_of_the_journal_goes_on_over_the_boot()
    {
        Journal(Kill(1, "a", _before, 100), Kill(2, "a", _before.AddMinutes(10), 700));
        Assert.Equal(["run", "1", "2", "run"], Run("-Journal -Boot " + Boot("a"), 2));
        Journal(Kill(3, "a", _before.AddMinutes(20), 1300), Kill(4, "a", _before.AddMinutes(30), 1900), Kill(5, "b", _before.AddMinutes(50), 60), Kill(6, "b", _before.AddMinutes(51), 120));
        Assert.Equal(["run", "3", "4", "5", "6", "run"], Run("-Journal", 2));
    }

    private static string Boot(string letter) => letter.PadLeft(32, '0');

    private string Kill(int pid, string boot, DateTime time, int uptime)
    {
        long realtime = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture, $"""
            __CURSOR=s={1:x32};i={pid:x};b={Boot(boot)};m={uptime * 1_000_000L:x};t={realtime:x};x={pid:x}
            __REALTIME_TIMESTAMP={realtime}
            __MONOTONIC_TIMESTAMP={uptime * 1_000_000L}
            _BOOT_ID={Boot(boot)}
            _MACHINE_ID={7:x32}
            _HOSTNAME=web1
            _TRANSPORT=kernel
            SYSLOG_IDENTIFIER=kernel
            SYSLOG_FACILITY=0
            PRIORITY=3
            _SOURCE_MONOTONIC_TIMESTAMP={uptime * 1_000_000L}
            MESSAGE=Out of memory: Killed process {pid} ({_name}) total-vm:2000kB, anon-rss:1000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0


            """);
    }

    /// <summary>Appends to a journal of our own, and puts a journalctl that reads it in front of the system's.</summary>
    private void Journal(params string[] entries)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The journal is Linux's.");
        string? journalctl = Array.Find(["/usr/bin/journalctl", "/bin/journalctl"], File.Exists);
        Assert.SkipWhen(journalctl is null, "There is no journalctl.");
        Assert.SkipUnless(File.Exists(JournalRemote), "There is no systemd-journal-remote, which makes journal files (package systemd-journal-remote).");
        string journal = Directory.CreateDirectory(Path.Combine(_folder, "journal")).FullName;
        string export = Path.Combine(_folder, "export");
        File.WriteAllText(export, string.Concat(entries), new UTF8Encoding(false));
        using Process remote = Process.Start(new ProcessStartInfo(JournalRemote, ["--output=" + Path.Combine(journal, "system.journal"), export]) { RedirectStandardError = true })!;
        string said = remote.StandardError.ReadToEnd();
        Assert.True(remote.WaitForExit(TimeSpan.FromSeconds(30)) && remote.ExitCode == 0, said);

        string stub = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, "journalctl");
        File.WriteAllText(stub, $"#!/bin/sh\nexec {journalctl} -D '{journal}' \"$@\"\n");
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string[] Run(string parameters, int times)
    {
        using var run = new ShellRun(
            $"$env:PATH = '{_folder}/bin:' + $env:PATH; for ($i = 0; $i -lt {times}; $i++) {{ 'run'; Get-OomReport {parameters} -CursorPath '{Cursor}' -Name {_name} -WarningAction SilentlyContinue | ForEach-Object {{ \"$($_.VictimPid)\" }} }}");
        run.End(TimeSpan.FromSeconds(60));
        return run.Lines;
    }
}
