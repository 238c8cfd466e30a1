namespace OomTools.Tests;

/// <summary>Format-Table, Format-List and Format-Custom of the embedded shell.</summary>
public sealed class EngineFormatTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_list_of_chosen_properties() =>
        Assert.Equal("Name    : OomTools\nVersion : 0.1.0\n", _session.Show("Get-Module OomTools | Format-List Name, Version"));

    [Fact]
    public void A_table_of_chosen_properties() =>
        Assert.Equal("Name     Version\n----     -------\nOomTools 0.1.0\n", _session.Show("Get-Module OomTools | Format-Table Name, Version -AutoSize"));

    [Fact]
    public void An_object_without_custom_view_is_browsed()
    {
        string text = _session.Show("[pscustomobject]@{ Zone = 'DMA'; Free = 5 } | Format-Custom");
        Assert.Contains("Zone = DMA", text, StringComparison.Ordinal);
        Assert.Contains("Free = 5", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_report()
    {
        string log = Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "console.log");
        string text = _session.Show("Get-OomReport -LiteralPath $args[0] -Newest 1 | Format-Custom", log);
        Assert.Contains("signal_cache", text, StringComparison.Ordinal);
        Assert.Contains("Advice", text, StringComparison.Ordinal);
    }
}
