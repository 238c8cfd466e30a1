namespace OomTools.Tests;

/// <summary>An enum comes as itself, from another machine as the number behind it, from JSON as text.</summary>
public sealed class KindViewTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("[OomTools.OomKind]::MemoryPolicy", "Policy")]
    [InlineData("[long][OomTools.OomKind]::AllocationFailure", "Failure")]
    [InlineData("'Cgroup'", "Cgroup")]
    [InlineData("'AllocationFailure'", "Failure")]
    [InlineData("$null", "")]
    public void Kind_is_shown_by_name(string kind, string shown) =>
        Assert.Equal(shown, Assert.Single(_session.Run($"[OomTools.Formatting.OomView]::Kind({kind})")).ToString());
}
