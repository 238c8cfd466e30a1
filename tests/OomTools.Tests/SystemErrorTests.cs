using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>Errors of the cmdlets that read the kernel's files.</summary>
public sealed class SystemErrorTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public SystemErrorTests() => Directory.CreateDirectory(Path.Combine(_root, "proc"));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    public static TheoryData<string, string> Commands() => new()
    {
        { "Get-SlabInfo", "slabinfo" },
        { "Get-BuddyInfo", "buddyinfo" },
        { "Get-BuddyInfo -MigrateType", "pagetypeinfo" },
        { "Get-ZoneInfo", "zoneinfo" },
        { "Get-VmStat", "vmstat" },
        { "Get-MemoryUsage", "meminfo" },
        { "Get-OomCandidate", "meminfo" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_that_is_not_there(string command, string file) =>
        AssertError(TheErrorOf(command, _root), "SystemFileMissing", ErrorCategory.ObjectNotFound, FileOf(file));

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_that_is_something_else(string command, string file)
    {
        File.WriteAllText(FileOf(file), "\u001b[31m404\n");
        AssertError(TheErrorOf(command, _root), "SystemFileUnrecognized", ErrorCategory.InvalidData, FileOf(file));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void An_empty_file(string command, string file)
    {
        File.WriteAllText(FileOf(file), "");
        AssertError(TheErrorOf(command, _root), "SystemFileUnrecognized", ErrorCategory.InvalidData, FileOf(file));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_that_is_a_directory(string command, string file)
    {
        Directory.CreateDirectory(FileOf(file));
        AssertError(TheErrorOf(command, _root), "SystemFileReadFailed", ErrorCategory.ReadError, FileOf(file));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_root_that_is_not_there(string command, string file)
    {
        string root = FileOf(file);
        AssertError(TheErrorOf(command, root), "RootNotFound", ErrorCategory.ObjectNotFound, root);
    }

    [Theory]
    [InlineData("Env:/PATH")]
    [InlineData("nodrive:/x")]
    [InlineData("/no\u001b[31mroot")]
    public void A_root_that_is_no_directory(string root)
    {
        ErrorRecord error = TheErrorOf("Get-VmStat", root);
        AssertError(error, "RootNotFound", ErrorCategory.ObjectNotFound, root);
        Assert.DoesNotContain('\u001b', error.Exception.Message);
    }

    [Theory]
    [InlineData("Get-ZoneInfo -Zone no_such_cache")]
    [InlineData("Get-BuddyInfo -Zone no_such_cache")]
    [InlineData("Get-SlabInfo -Name no_such_cache")]
    [InlineData("Get-VmStat -Name no_such_cache")]
    public void A_name_that_nothing_bears(string command) =>
        AssertError(TheErrorOf(command, CapturedTree.Slab), "NameNotFound", ErrorCategory.ObjectNotFound, "no_such_cache");

    [Fact]
    public void The_other_names_still_come()
    {
        Assert.Single(_session.Run("Get-VmStat no_such, oom_kill -Root $args[0]", CapturedTree.Slab));
        Assert.Single(_session.Errors);
    }

    [Fact]
    public void An_ordinary_user_is_told_that_slabinfo_needs_root()
    {
        if (!OperatingSystem.IsLinux() || Environment.IsPrivilegedProcess)
            Assert.Skip("Needs Linux and a user other than root, who may read everything.");
        Assert.Empty(_session.Run("Get-SlabInfo"));
        ErrorRecord error = Assert.Single(_session.Errors);
        AssertError(error, "SystemFileAccessDenied", ErrorCategory.PermissionDenied, "/proc/slabinfo");
        Assert.Contains("root", error.Exception.Message, StringComparison.Ordinal);
    }

    private string FileOf(string name) => Path.Combine(_root, "proc", name);

    private ErrorRecord TheErrorOf(string command, string root)
    {
        Assert.Empty(_session.Run(command + " -Root $args[0]", root));
        return Assert.Single(_session.Errors);
    }

    private static void AssertError(ErrorRecord error, string id, ErrorCategory category, string target)
    {
        Assert.StartsWith(id + ",OomTools.Commands.Get", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject is PSObject wrapped ? wrapped.BaseObject : error.TargetObject);
    }
}
