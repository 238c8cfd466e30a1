using System.Management.Automation;

namespace OomTools.Tests;

public sealed class CursorTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    // Three kills of mysqld: 431, 430, 432.
    private static string Kills { get; } = File.ReadAllText(Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log"));

    private string Log => Path.Combine(_folder, "kern.log");

    private string Cursor => Path.Combine(_folder, "cursor.json");

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Get-OomReport -Path $args[0] -CursorPath $args[1]")]
    [InlineData("Get-OomReport -LiteralPath $args[0] -CursorPath $args[1]")]
    [InlineData("[System.IO.FileInfo]::new($args[0]) | Get-OomReport -CursorPath $args[1]")]
    public void Only_what_is_new_comes(string script)
    {
        File.WriteAllText(Log, Kills);
        Assert.Equal([431, 430, 432], Pids(script));
        Assert.Empty(Pids(script));
        File.AppendAllText(Log, Kills);
        Assert.Equal([431, 430, 432], Pids(script));
        Assert.Equal([Cursor, Log], Directory.GetFiles(_folder).Order());
    }

    [Fact]
    public void What_a_filter_left_out_is_not_new_the_next_time()
    {
        File.WriteAllText(Log, Kills);
        Assert.Empty(Pids("Get-OomReport $args[0] -CursorPath $args[1] -Name nobody"));
        Assert.Empty(Pids("Get-OomReport $args[0] -CursorPath $args[1]"));
    }

    [Fact]
    public void Newest_reads_all_and_gives_the_last()
    {
        File.WriteAllText(Log, Kills);
        Assert.Equal([432], Pids("Get-OomReport $args[0] -CursorPath $args[1] -Newest 1"));
        Assert.Empty(Pids("Get-OomReport $args[0] -CursorPath $args[1]"));
    }

    [Theory]
    [InlineData("| ForEach-Object { if ($_.VictimPid -eq 430) { throw 'no mail today' } }")]
    [InlineData("| Select-Object -First 1")]
    public void A_pipeline_that_ends_early_changes_nothing(string rest)
    {
        if (rest.Contains("Select-Object", StringComparison.Ordinal) && _session.Command("Select-Object") is null)
            rest = "| ForEach-Object { $null = $_; throw 'first' }";
        File.WriteAllText(Log, Kills);
        Assert.ThrowsAny<RuntimeException>(() => _session.Run("Get-OomReport $args[0] -CursorPath $args[1] " + rest, Log, Cursor));
        Assert.False(File.Exists(Cursor));
        Assert.Equal([Log], Directory.GetFiles(_folder));
        Assert.Equal([431, 430, 432], Pids("Get-OomReport $args[0] -CursorPath $args[1]"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_costs_the_others_nothing()
    {
        File.WriteAllText(Log, Kills);
        IReadOnlyList<PSObject> first = _session.Run("Get-OomReport -LiteralPath $args[2], $args[0] -CursorPath $args[1]", Log, Cursor, Log + ".no");
        Assert.Equal(3, first.Count);
        Assert.Equal(Id("LogNotFound"), Assert.Single(_session.Errors).FullyQualifiedErrorId);
        // A copy of what was read would not be new.
        File.WriteAllText(Log + ".no", "another log\n" + Kills);
        Assert.Equal(3, _session.Run("Get-OomReport -LiteralPath $args[2], $args[0] -CursorPath $args[1]", Log, Cursor, Log + ".no").Count);
    }

    [Fact]
    public void What_rotation_lost_is_a_warning()
    {
        File.WriteAllText(Log, Kills);
        Pids("Get-OomReport $args[0] -CursorPath $args[1]");
        File.WriteAllText(Log, "[    1.000000] another file\n");
        Assert.Empty(Pids("Get-OomReport $args[0] -CursorPath $args[1]"));
        Assert.Contains("was rotated", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cursor_that_is_none_is_told_and_nothing_is_read()
    {
        File.WriteAllText(Log, Kills);
        File.WriteAllText(Cursor, "my diary");
        AssertError("CursorInvalid", ErrorCategory.InvalidData);
        Assert.Equal("my diary", File.ReadAllText(Cursor));
    }

    [Fact]
    public void A_cursor_in_a_folder_that_is_not_there_is_told()
    {
        File.WriteAllText(Log, Kills);
        Assert.Empty(_session.Run("Get-OomReport $args[0] -CursorPath $args[1]", Log, Path.Combine(_folder, "no", "cursor.json")));
        Assert.Equal(Id("CursorOpenFailed"), Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_cursor_that_another_run_holds_is_told()
    {
        File.WriteAllText(Log, Kills);
        using (new FileStream(Cursor + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            AssertError("CursorInUse", ErrorCategory.ResourceBusy);
    }

    [Fact]
    public void Text_has_no_position()
    {
        Assert.Empty(_session.Run("'a', 'b' | Get-OomReport -CursorPath $args[0]", Cursor));
        Assert.Equal(Id("CursorNeedsSource"), Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    private static string Id(string id) => id + ",OomTools.Commands.GetOomReportCommand";

    private void AssertError(string id, ErrorCategory category)
    {
        Assert.Empty(_session.Run("Get-OomReport $args[0] -CursorPath $args[1]", Log, Cursor));
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal(Id(id), error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(Cursor, error.TargetObject);
    }

    private int[] Pids(string script)
    {
        IReadOnlyList<PSObject> output = _session.Run(script, Log, Cursor);
        Assert.Empty(_session.Errors);
        return [.. output.Select(report => ((OomReport)report.BaseObject).VictimPid!.Value)];
    }
}
