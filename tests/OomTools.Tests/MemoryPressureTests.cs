using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OomTools.Tests;

public sealed class MemoryPressureTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    [Fact]
    public void Every_capture_s_pressure_is_that_of_its_lines()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            string[] lines = File.ReadAllLines(Path.Combine(tree, "proc", "pressure", "memory"));
            MemoryPressure pressure = Assert.Single(Pressures("Get-MemoryPressure -Root $args[0]", tree));
            Assert.Equal(lines, (string[])[
                Line("some", pressure.SomeAverage10, pressure.SomeAverage60, pressure.SomeAverage300, pressure.SomeTotal),
                Line("full", pressure.FullAverage10, pressure.FullAverage60, pressure.FullAverage300, pressure.FullTotal)]);
            Assert.Null(pressure.Time);
        }
    }

    [Fact]
    public void Cgroups_are_read_in_the_unified_hierarchy_also_beside_v1()
    {
        Write("proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup/memory rw shared:7 - cgroup cgroup rw,memory\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
        Write("sys/fs/cgroup/memory/job/memory.stat", "cache 1\n");
        Write("sys/fs/cgroup/unified/job/memory.pressure", "some avg10=1.50 avg60=0.25 avg300=0.00 total=7\nfull avg10=0.50 avg60=0.00 avg300=0.00 total=3\n");
        MemoryPressure pressure = Assert.Single(Pressures("Get-MemoryPressure -Root $args[0] -CgroupPath /job", _root));
        Assert.Equal(("/job", 1.5, TimeSpan.FromMicroseconds(3)), (pressure.CgroupPath, pressure.SomeAverage10, pressure.FullTotal));
    }

    [Fact]
    public void A_capture_without_pressure()
    {
        Write("proc/meminfo", "");
        AssertError("SystemFileMissing", ErrorCategory.ObjectNotFound, "Get-MemoryPressure -Root $args[0]");
        AssertError("PressureNotSupported", ErrorCategory.NotImplemented, "Get-MemoryPressure -Root $args[0] -CgroupPath /job");
        Write("sys/fs/cgroup/cgroup.controllers", "memory\n");
        AssertError("CgroupNotFound", ErrorCategory.ObjectNotFound, "Get-MemoryPressure -Root $args[0] -CgroupPath /job");
    }

    [Fact]
    public void A_capture_cannot_be_waited_for_and_is_not_written_to()
    {
        string text = "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
        Write("proc/pressure/memory", text);
        AssertError("PressureTriggerNeedsLive", ErrorCategory.InvalidArgument, "Get-MemoryPressure -Root $args[0] -WaitFor Some -Timeout 1");
        Assert.Equal(text, File.ReadAllText(Path.Combine(_root, "proc", "pressure", "memory")));
    }

    [Theory]
    [InlineData("-Threshold 0")]
    [InlineData("-Threshold 101")]
    [InlineData("-Window 11")]
    [InlineData("-Window soon")]
    [InlineData("-Timeout -1")]
    public void What_can_be_no_trigger_is_refused_before_anything_is_done(string parameters)
    {
        Assert.Empty(_session.Run("Get-MemoryPressure -WaitFor Some " + parameters));
        Assert.Matches("^ParameterArgument(ValidationError|TransformationError),OomTools.Commands.GetMemoryPressureCommand$", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void When_the_time_is_over_nothing_comes()
    {
        SkipWithoutTriggers();
        // Somebody else on this machine may make real pressure meanwhile: one of ten is enough.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            var clock = Stopwatch.StartNew();
            int count = _session.Run("Get-MemoryPressure -WaitFor Full -Threshold 100 -Timeout 300ms").Count;
            Assert.Empty(_session.Errors);
            return count == 0 && clock.ElapsedMilliseconds is >= 290 and < 3000;
        });
    }

    [Fact]
    public void Stopping_ends_the_wait_within_100_ms()
    {
        SkipWithoutTriggers();
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("Get-MemoryPressure -WaitFor Full -Threshold 100");
        // The machine may be busy with something else: one of ten is enough.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            int before = OpenFiles();
            IAsyncResult running = shell.BeginInvoke();
            if (running.AsyncWaitHandle.WaitOne(300))
                return false;
            var clock = Stopwatch.StartNew();
            shell.Stop();
            Assert.Equal(before, OpenFiles());
            return clock.ElapsedMilliseconds < 100;
        });
    }

    [Fact]
    public void Waiting_costs_no_processor_time()
    {
        SkipWithoutTriggers();
        _session.Run("Get-MemoryPressure -WaitFor Full -Threshold 100 -Timeout 0.1");
        // No loop: in two seconds the thread that waits gives up the processor a few times, not hundreds of times.
        IReadOnlyList<PSObject> lines = _session.Run("""
            $status = '/proc/thread-self/status'
            [System.IO.File]::ReadAllLines($status) | Where-Object { $_ -like 'voluntary*' }
            $null = Get-MemoryPressure -WaitFor Full -Threshold 100 -Timeout 2
            [System.IO.File]::ReadAllLines($status) | Where-Object { $_ -like 'voluntary*' }
            """);
        long[] switches = [.. lines.Select(line => long.Parse(line.ToString().Split('\t')[1], CultureInfo.InvariantCulture))];
        Assert.InRange(switches[1] - switches[0], 1, 20);
    }

    [Fact]
    public void A_window_that_needs_a_capability()
    {
        SkipWithoutTriggers();
        _session.Run("Get-MemoryPressure -WaitFor Some -Window 1 -Timeout 0");
        if (_session.Errors.Count == 0)
            Assert.Skip("This user has CAP_SYS_RESOURCE, or the kernel is older than 6.4: any window is allowed.");
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal("PressureTriggerRefused,OomTools.Commands.GetMemoryPressureCommand", error.FullyQualifiedErrorId);
        Assert.Equal("some 100000 1000000", error.TargetObject);
    }

    private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget is { } target
        && (target.StartsWith("/proc/pressure", StringComparison.Ordinal) || target.Contains("eventfd", StringComparison.Ordinal)));

    private void SkipWithoutTriggers()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Pressure exists on Linux only.");
        _session.Run("Get-MemoryPressure -WaitFor Full -Threshold 100 -Timeout 0");
        if (_session.Errors is [{ FullyQualifiedErrorId: string id }, ..])
            Assert.Skip($"This kernel or user cannot set a trigger: {id}.");
    }

    private void AssertError(string id, ErrorCategory category, string script)
    {
        Assert.Empty(_session.Run(script, _root));
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal($"{id},OomTools.Commands.GetMemoryPressureCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
    }

    private MemoryPressure[] Pressures(string script, string root)
    {
        MemoryPressure[] output = [.. _session.Run(script, root).Select(pressure => (MemoryPressure)pressure.BaseObject)];
        Assert.Empty(_session.Errors);
        return output;
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static string Line(string kind, double? a, double? b, double? c, TimeSpan? total) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind} avg10={a:0.00} avg60={b:0.00} avg300={c:0.00} total={total!.Value.Ticks / 10}");
}
