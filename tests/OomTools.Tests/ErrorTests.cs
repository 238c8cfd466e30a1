using System.IO.Compression;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace OomTools.Tests;

public sealed class ErrorTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public void A_missing_file()
    {
        ErrorRecord error = TheErrorOf("Get-OomReport -Path $args[0]", InFolder("missing.log"));
        AssertError(error, "LogNotFound", ErrorCategory.ObjectNotFound, InFolder("missing.log"));
    }

    [Fact]
    public void A_missing_file_named_exactly()
    {
        ErrorRecord error = TheErrorOf("Get-OomReport -LiteralPath $args[0]", InFolder("mis[s]ing.log"));
        AssertError(error, "LogNotFound", ErrorCategory.ObjectNotFound, InFolder("mis[s]ing.log"));
    }

    [Fact]
    public void A_wildcard_that_matches_nothing()
    {
        ErrorRecord error = TheErrorOf("Get-OomReport -Path $args[0]", InFolder("missing*.log"));
        AssertError(error, "LogPathNoMatch", ErrorCategory.ObjectNotFound, InFolder("missing*.log"));
    }

    [Theory]
    [InlineData("Get-OomReport -Path $args[0]")]
    [InlineData("Get-OomReport -LiteralPath $args[0]")]
    [InlineData("[System.IO.DirectoryInfo]::new($args[0]) | Get-OomReport")]
    public void A_directory(string script)
    {
        ErrorRecord error = TheErrorOf(script, _folder);
        Assert.Equal("LogIsDirectory,OomTools.Commands.GetOomReportCommand", error.FullyQualifiedErrorId);
        Assert.Contains("-Root", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-OomReport -Path Env:/PATH")]
    [InlineData("Get-OomReport -Path Env:/NoSuchVariable")]
    [InlineData("Get-OomReport -LiteralPath Env:/PATH")]
    [InlineData("[pscustomobject]@{ PSPath = 'Env:/PATH' } | Get-OomReport")]
    public void A_path_that_is_not_in_the_file_system(string script) =>
        Assert.Equal("LogPathNotFileSystem,OomTools.Commands.GetOomReportCommand", TheErrorOf(script).FullyQualifiedErrorId);

    /// <summary>Where there is no journalctl, another error says so; both ways of asking are one.</summary>
    [Fact]
    public void A_boot_is_one_of_the_journals_and_need_not_be_there()
    {
        ErrorRecord error = TheErrorOf("Get-OomReport -Boot no-such-boot");
        ErrorRecord same = TheErrorOf("Get-OomReport -Journal -Boot no-such-boot");

        Assert.Equal((same.FullyQualifiedErrorId, same.Exception.Message), (error.FullyQualifiedErrorId, error.Exception.Message));
        Assert.Matches("^(JournalReadFailed|LogProgramMissing|LiveSourceNeedsLinux),", error.FullyQualifiedErrorId);
        if (error.FullyQualifiedErrorId.StartsWith("JournalReadFailed", StringComparison.Ordinal))
            Assert.Matches(@"^The journal could not be read: .+\. journalctl --list-boots shows its boots;", error.Exception.Message);
    }

    [Fact]
    public void A_drive_that_does_not_exist() =>
        Assert.Equal("LogPathInvalid,OomTools.Commands.GetOomReportCommand", TheErrorOf("Get-OomReport nodrive:/x").FullyQualifiedErrorId);

    [Fact]
    public void An_object_that_is_no_log() =>
        AssertError(TheErrorOf("42 | Get-OomReport"), "InputNotSupported", ErrorCategory.InvalidType, 42);

    [Fact]
    public void A_root_that_does_not_exist() =>
        AssertError(TheErrorOf("Get-OomReport -Root $args[0]", InFolder("none")), "RootNotFound", ErrorCategory.ObjectNotFound, InFolder("none"));

    [Fact]
    public void A_root_without_a_log() =>
        AssertError(TheErrorOf("Get-OomReport -Root $args[0]", _folder), "RootHasNoLog", ErrorCategory.ObjectNotFound, _folder);

    [Fact]
    public void A_path_with_escape_sequences_is_shown_without_them()
    {
        ErrorRecord error = TheErrorOf("Get-OomReport -LiteralPath $args[0]", InFolder("a\u001b[31m.log"));
        Assert.DoesNotContain('\u001b', error.Exception.Message);
        Assert.Equal(InFolder("a\u001b[31m.log"), error.TargetObject);
    }

    [Fact]
    public void Each_bad_file_is_one_error_and_the_reports_of_the_others_come()
    {
        string good = Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "console.log");
        IReadOnlyList<PSObject> reports = _session.Run("Get-OomReport -Path $args", InFolder("1.log"), good, _folder, good, "Env:/PATH");
        Assert.Equal(4, reports.Count);
        Assert.Equal(3, _session.Errors.Count);
    }

    [Fact]
    public void A_damaged_gz_gives_what_stands_before_the_damage()
    {
        byte[] log = File.ReadAllBytes(Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "console.log"));
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(log);
            gzip.Flush();
            gzip.Write(log);
        }

        byte[] damaged = packed.ToArray()[..^1000];
        File.WriteAllBytes(InFolder("damaged.log.gz"), damaged);

        IReadOnlyList<PSObject> reports = _session.Run("Get-OomReport -Path $args[0]", InFolder("damaged.log.gz"));
        Assert.True(reports.Count >= 3);
        Assert.Equal("LogCorrupt,OomTools.Commands.GetOomReportCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void Every_id_in_the_code_is_listed_in_the_help_and_the_other_way_round()
    {
        string code = string.Join('\n', Directory.GetFiles(Repository.Path("src", "OomTools", "Errors"), "*.cs").Select(File.ReadAllText));
        string[] inCode = [.. Regex.Matches(code, @"Create\(\s*""(\w+)""").Select(match => match.Groups[1].Value).Distinct().Order()];
        string help = File.ReadAllText(Repository.Path("src", "OomTools", "en-US", "about_OomTools_Errors.help.txt"));
        string[] inHelp = [.. Regex.Matches(help, @"^    ([A-Z][a-z]\w+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Order()];
        Assert.NotEmpty(inCode);
        Assert.Equal(inCode, inHelp);
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private ErrorRecord TheErrorOf(string script, params object[] arguments)
    {
        Assert.Empty(_session.Run(script, arguments));
        return Assert.Single(_session.Errors);
    }

    private static void AssertError(ErrorRecord error, string id, ErrorCategory category, object target)
    {
        Assert.Equal(id + ",OomTools.Commands.GetOomReportCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject is PSObject wrapped ? wrapped.BaseObject : error.TargetObject);
    }
}
