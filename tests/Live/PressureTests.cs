using System.Management.Automation;

namespace OomTools.Live.Tests;

public class PressureTests
{
    private const string Unified = "/sys/fs/cgroup/unified";

    [Fact]
    public async Task The_kernel_s_trigger_ends_the_wait_when_a_cgroup_runs_short()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-pressure", 16L << 20);
        using UnifiedCgroup measured = UnifiedCgroup.Create(cgroup.Path);
        using DiskFolder folder = DiskFolder.Create("oomtools-pressure");
        Task<IReadOnlyList<PSObject>> waiting = Task.Run(() => StagedModule.Run($"Get-MemoryPressure -CgroupPath '{cgroup.Path}' -WaitFor Some -Threshold 1 -Timeout 40"));

        // 64 MiB of file cache go round in 16 MiB, as long as the file is there: pages are needed again as soon as they are gone.
        string file = Path.Combine(folder.Path, "data");
        File.WriteAllBytes(file, []);
        Task ending = waiting.ContinueWith(_ => File.Delete(file), TaskScheduler.Default);
        try
        {
            _ = cgroup.Run($"sh -c 'echo $$ > {measured.Processes}; dd if=/dev/zero of={file} bs=1M count=64 2>/dev/null; while [ -e {file} ]; do cat {file} > /dev/null; done'");
            PSObject pressure = Assert.Single(await waiting);
            Assert.Equal(cgroup.Path, Value<string>(pressure, "CgroupPath"));
            Assert.Equal("Some", Value<string>(pressure, "Triggered"));
            Assert.InRange(Value<TimeSpan>(pressure, "Waited").TotalSeconds, 0, 40);
            Assert.True(Value<TimeSpan>(pressure, "SomeTotal") > TimeSpan.Zero);
            await ending;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static T Value<T>(PSObject value, string property) => LanguagePrimitives.ConvertTo<T>(value.Properties[property].Value);

    /// <summary>A cgroup of the unified hierarchy, where pressure is measured; the memory cgroup itself where that is v2.</summary>
    private sealed class UnifiedCgroup : IDisposable
    {
        private readonly string? _folder;

        private UnifiedCgroup(string? folder, string processes) => (_folder, Processes) = (folder, processes);

        public string Processes { get; }

        public static UnifiedCgroup Create(string path)
        {
            if (File.Exists("/sys/fs/cgroup/cgroup.controllers"))
                return new UnifiedCgroup(null, $"/sys/fs/cgroup{path}/cgroup.procs");
            if (!File.Exists(Unified + "/memory.pressure"))
                Assert.Skip("The kernel measures no pressure of cgroups here: no v2 hierarchy, or no PSI.");
            Directory.CreateDirectory(Unified + path);
            return new UnifiedCgroup(Unified + path, $"{Unified}{path}/cgroup.procs");
        }

        public void Dispose()
        {
            for (int attempt = 0; attempt < 50 && _folder is not null && Directory.Exists(_folder); attempt++)
            {
                try
                {
                    Directory.Delete(_folder);
                }
                catch (IOException)
                {
                    Task.Delay(20).Wait();
                }
            }
        }
    }
}
