namespace OomTools.Tests;

/// <summary>What a person sees of the kernel's files, on a screen of 100 columns.</summary>
public sealed class SystemViewTests
{
    private const int Width = 100;

    [Theory]
    [InlineData("SlabInfo", "Get-SlabInfo -Root $args[0] -Top 10")]
    [InlineData("BuddyInfo", "Get-BuddyInfo -Root $args[0]")]
    [InlineData("ZoneInfo", "Get-ZoneInfo -Root $args[0]")]
    [InlineData("MemoryPressure", "Get-MemoryPressure -Root $args[0]")]
    [InlineData("MigrateType", "Get-BuddyInfo -MigrateType -Root $args[0]")]
    [InlineData("VmRatio", "Get-VmStat -Derived -Root $args[0]")]
    [InlineData("MemoryUsage", "Get-MemoryUsage -Root $args[0]")]
    [InlineData("VmStat", "Get-VmStat nr_free_pages, nr_slab_*, pgscan_*, allocstall_*, workingset_refault_*, oom_kill -Root $args[0]")]
    public void A_screen(string name, string script)
    {
        using var session = new ModuleSession(Width);
        string table = session.Show(script, CapturedTree.Slab);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= Width));
        Assert.DoesNotContain("…", table, StringComparison.Ordinal);
        GoldenScreen.AssertSame($"{name}-{Width}", table);
    }

    [Theory]
    [InlineData(0, 0, 6, "0")]
    [InlineData(999_999, 0, 6, "999999")]
    [InlineData(12_345_678, 0, 6, "12345k")]
    [InlineData(9_999, 0, 4, "9999")]
    [InlineData(12_710, 0, 4, "12k")]
    [InlineData(1_271_000, 0, 4, "1M")]
    [InlineData(long.MaxValue, 0, 4, "9223372036G")]
    [InlineData(5, 1, 6, "")]
    public void A_count_of_blocks_fits_its_column(long count, int order, int width, string expected)
    {
        using var session = new ModuleSession(Width);
        Assert.Equal(expected, session.Run("[OomTools.Formatting.OomView]::BlockCount(@($args[0]), $args[1], $args[2])", count, order, width)[0].ToString());
    }

    [Fact]
    public void What_a_capture_contains_cannot_command_the_terminal()
    {
        string root = Directory.CreateTempSubdirectory("oomtools-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "proc"));
            File.WriteAllText(Path.Combine(root, "proc", "vmstat"), "a\u001b[31mb 1\n");
            using var session = new ModuleSession(Width, ansi: true);
            string table = session.Show("Get-VmStat -Root $args[0]", root);
            Assert.Contains("b", table, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[31mb", table, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }
}
