using System.Management.Automation;

namespace OomTools.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-OomReport -Kind Al", "AllocationFailure")]
    [InlineData("Get-OomReport -Cause Slab", "SlabUnreclaimable", "SlabReclaimable")]
    [InlineData("Get-OomReport -Kind Global, Cg", "Cgroup")]
    [InlineData("Get-OomReport -New", "-Newest")]
    [InlineData("Get-OomRep", "Get-OomReport")]
    [InlineData("Get-SlabInfo -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Name sock_", "sock_inode_cache")]
    [InlineData("Get-SlabInfo -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Name sgpool-8", "sgpool-8")]
    [InlineData("Get-ZoneInfo -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Zone d", "DMA", "DMA32", "Device")]
    [InlineData("Get-BuddyInfo -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Zone N", "Normal")]
    [InlineData("Get-VmStat -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Name OOM", "oom_kill")]
    [InlineData("Get-ZoneInfo -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Node ", "0")]
    [InlineData("Test-PageAllocation 2 -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Node ", "0")]
    public void Completes(string input, params string[] expected)
    {
        IReadOnlyList<PSObject> matches = _session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches.CompletionText", input);
        Assert.Equal(expected.Order(), matches.Select(match => match.ToString()).Order());
    }

    [Theory]
    [InlineData("Get-VmStat -Root no/such/root -Name oom")]
    [InlineData("Get-SlabInfo -Root nodrive:/x -Name d")]
    [InlineData("Get-VmStat -Name '[")]
    public void Names_complete_without_harm_where_there_are_none(string input)
    {
        _session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null)", input);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Boots_complete_without_harm_where_there_is_no_journal()
    {
        _session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null)", "Get-OomReport -Journal -Boot -");
        Assert.Empty(_session.Errors);
    }
}
