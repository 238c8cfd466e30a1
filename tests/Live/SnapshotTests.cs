using System.Management.Automation;

namespace OomTools.Live.Tests;

public class SnapshotTests
{
    private const long Leak = 64L << 20;

    [Fact]
    public void A_process_that_grew_is_in_the_first_rows_with_its_cgroup()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-growth", 3 * Leak);
        using MemoryHolder holder = MemoryHolder.Start(cgroup, 0);
        holder.WaitForStart(0);
        string file = Path.GetTempFileName();
        try
        {
            _ = StagedModule.Run($"[System.IO.File]::WriteAllText('{file}', [System.Management.Automation.PSSerializer]::Serialize((Get-MemorySnapshot)))");
            Assert.True(holder.Give(Leak));
            holder.WaitForStart(Leak);
            IReadOnlyList<PSObject> rows = StagedModule.Run($"[System.Management.Automation.PSSerializer]::Deserialize([System.IO.File]::ReadAllText('{file}')) | Compare-MemorySnapshot -Top 12");

            // Other processes may grow meanwhile; few by so much.
            AssertGrew(rows, "Task", "tail");
            AssertGrew(rows, "Cgroup", cgroup.Path);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertGrew(IReadOnlyList<PSObject> rows, string area, string name)
    {
        PSObject row = Assert.Single(rows, row => Text(row, "Area") == area && Text(row, "Name") == name);
        Assert.InRange(LanguagePrimitives.ConvertTo<long>(row.Properties["Delta"].Value), Leak, 2 * Leak);
        Assert.InRange(LanguagePrimitives.ConvertTo<double>(row.Properties["Rate"].Value), 1, double.MaxValue);
    }

    private static string Text(PSObject row, string property) => LanguagePrimitives.ConvertTo<string>(row.Properties[property].Value);
}
