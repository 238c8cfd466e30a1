using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>Runs over the running kernel's ring buffer that give only what is new.</summary>
public sealed class CursorTests : IDisposable
{
    private const long Limit = 16L << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    private string Cursor => Path.Combine(_folder, "cursor.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_kill_is_given_once()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-cursor", Limit);
        Run();
        Assert.Equal([], KilledBy(Run(), cgroup));
        int first = cgroup.Kill();
        Assert.Equal([first], KilledBy(Run(), cgroup));
        int second = cgroup.Kill();
        int third = cgroup.Kill();
        Assert.Equal([second, third], KilledBy(Run(), cgroup));
        Assert.Equal([], KilledBy(Run(), cgroup));
        Assert.Equal([Cursor], Directory.GetFiles(_folder));
    }

    [Fact]
    public void After_a_boot_everything_of_the_new_boot_is_new()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-cursor", Limit);
        int pid = cgroup.Kill();
        Run();
        string text = File.ReadAllText(Cursor);
        string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        Assert.Contains(boot, text, StringComparison.Ordinal);
        File.WriteAllText(Cursor, text.Replace(boot, "00000000-0000-0000-0000-000000000000", StringComparison.Ordinal));
        Assert.Contains(pid, KilledBy(Run(), cgroup));
        Assert.Equal([], KilledBy(Run(), cgroup));
    }

    private static int[] KilledBy(IEnumerable<PSObject> reports, MemoryCgroup cgroup) => [.. reports
        .Where(report => LanguagePrimitives.ConvertTo<string>(report.Properties["VictimCgroup"].Value) == cgroup.Path)
        .Select(report => LanguagePrimitives.ConvertTo<int>(report.Properties["VictimPid"].Value))];

    private IReadOnlyList<PSObject> Run() => StagedModule.Run($"Get-OomReport -CursorPath '{Cursor}' -WarningAction SilentlyContinue");
}
