using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace OomTools.Tests;

public sealed class SerializationTests : IDisposable
{
    private const string ThroughXml =
        "$xml = [System.Management.Automation.PSSerializer]::Serialize($before); $after = [System.Management.Automation.PSSerializer]::Deserialize($xml)";

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("7.3.4+deb13-amd64", "slab-unix", "console.log")]
    [InlineData("6.12.107+deb13-amd64", "memcg-group-kill", "console.log")]
    [InlineData("6.12.107-own", "driver-leak", "console.log")]
    [InlineData("6.12.107+deb13-amd64", "anon-journal", "journal-short-iso.txt")]
    public void A_report_comes_back_from_clixml_as_it_was(params string[] log)
    {
        IReadOnlyList<PSObject> both = _session.Run(
            $"$before = @(Get-OomReport -LiteralPath $args[0])[0]; {ThroughXml}; , $before; , $after", Repository.Fixture(log));
        OomReport before = Assert.IsType<OomReport>(both[0].BaseObject);
        OomReport after = Assert.IsType<OomReport>(both[1].BaseObject);
        Assert.NotEmpty(before.Tasks);
        AssertSame(before, after, nameof(OomReport));
    }

    [Fact]
    public void A_nested_object_comes_back_alone()
    {
        IReadOnlyList<PSObject> zone = _session.Run(
            $"$before = @(Get-OomReport -LiteralPath $args[0])[0].Zones[0]; {ThroughXml}; $after", Slab);
        Assert.NotEmpty(Assert.IsType<MemoryZone>(zone[0].BaseObject).FreeBlocks);
    }

    [Theory]
    [InlineData("Get-SlabInfo -Root $args[0] -Name sgpool-8")]
    [InlineData("Get-BuddyInfo -Root $args[0]")]
    [InlineData("Get-ZoneInfo -Root $args[0]")]
    [InlineData("Get-VmStat -Root $args[0]")]
    [InlineData("Get-MemoryUsage -Root $args[0]")]
    [InlineData("Get-MemoryPressure -Root $args[0]")]
    [InlineData("Get-MemorySnapshot -Root $args[0]")]
    [InlineData("Compare-MemorySnapshot (Get-MemorySnapshot -Root $args[0]) (Get-MemorySnapshot -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/before)")]
    [InlineData("Get-BuddyInfo -MigrateType -Root $args[0]")]
    [InlineData("Get-VmStat -Derived -Root $args[0]")]
    [InlineData("Get-VmStat -Root $args[0] -Interval 0.01 -Count 1")]
    [InlineData("Get-SlabInfo -Root $args[0] -Interval 0.01 -Count 1")]
    public void What_the_kernel_s_files_say_comes_back_as_it_was(string command)
    {
        IReadOnlyList<PSObject> both = _session.Run($"$before = @({command})[0]; {ThroughXml}; , $before; , $after", CapturedTree.Slab);
        Assert.IsType(both[0].BaseObject.GetType(), both[1].BaseObject);
        AssertSame(both[0].BaseObject, both[1].BaseObject, command);
    }

    [Fact]
    public void Nothing_that_ConvertTo_Json_would_spell_out_or_write_as_a_number()
    {
        // It writes enumerations of 64 bits by their names, others as numbers; of any other value all public properties.
        Type[] values = [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(ulong), typeof(double), typeof(DateTime), typeof(Duration)];
        foreach (Type model in typeof(OomReport).Assembly.GetExportedTypes().Where(type => type is { Namespace: "OomTools", IsClass: true, IsAbstract: false } && type.GetConstructor([]) is not null))
        {
            foreach (PropertyInfo property in model.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod?.IsPublic == false))
            {
                Type type = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : property.PropertyType;
                type = Nullable.GetUnderlyingType(type) ?? type;
                Assert.True(
                    type.IsEnum ? Enum.GetUnderlyingType(type) == typeof(long) : type.Assembly == model.Assembly && type.IsClass || values.Contains(type), $"{model.Name}.{property.Name}");
            }
        }

        Assert.Equal([nameof(Duration.TotalSeconds)], typeof(Duration).GetProperties().Select(property => property.Name));
    }

    [Fact]
    public void A_duration_is_a_TimeSpan_to_scripts()
    {
        IReadOnlyList<PSObject> got = _session.Run(
            "$r = @(Get-OomReport -LiteralPath $args[0])[0]; $r.Uptime; $r.Uptime.TotalSeconds; $r.PrintTime -lt '00:01:00'; ($r.Uptime + [timespan]::FromSeconds(1)).GetType().Name; ($r | Get-Member Uptime).Definition", Slab);
        TimeSpan uptime = Assert.IsType<TimeSpan>(got[0].BaseObject);
        Assert.Equal((uptime.TotalSeconds, true, "TimeSpan"), (got[1].BaseObject, got[2].BaseObject, got[3].BaseObject));
        Assert.True(got.Count == 4 || got[4].ToString()!.Contains("timespan", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("@{ TotalSeconds = 19.989659 }")]
    [InlineData("19.989659")]
    [InlineData("'19.989659'")]
    [InlineData("'00:00:19.9896590'")]
    [InlineData("[timespan] '00:00:19.9896590'")]
    [InlineData("[pscustomobject] @{ Ticks = 199896590; Days = 0 }")]
    public void A_duration_may_come_in_many_forms(string value)
    {
        value = value.StartsWith("@{", StringComparison.Ordinal) ? "[pscustomobject] " + value : value;
        PSObject got = Assert.Single(_session.Run($"[pscustomobject] @{{ Kind = 'Global'; Cause = 'Unknown'; Uptime = {value}; Site = 'here' }} | Limit-OomReport"));
        Assert.Equal("here", got.Properties["Site"].Value);
        Assert.Equal(199896590, Assert.IsType<OomReport>(got.BaseObject).Uptime!.Value.Ticks);
    }

    [Fact]
    public void A_row_of_a_CSV_file_is_a_report_too()
    {
        // What Import-Csv makes: every value is text, nothing stands for null.
        const string Row = """
            $report = @(Get-OomReport -LiteralPath $args[0])[0]
            $row = [pscustomobject] @{}
            foreach ($property in $report.PSObject.Properties) { $row.PSObject.Properties.Add([psnoteproperty]::new($property.Name, "$($property.Value)")) }
            $report; $row | Limit-OomReport; $row.IsComplete = 'False'; $row | Limit-OomReport
            """;
        IReadOnlyList<PSObject> got = _session.Run(Row, Slab);
        Assert.Empty(_session.Errors);
        (OomReport report, OomReport row, OomReport incomplete) = ((OomReport)got[0].BaseObject, (OomReport)got[1].BaseObject, (OomReport)got[2].BaseObject);
        Assert.Equal(
            (report.Uptime, report.Kind, report.Cause, report.VictimRss, report.TotalMemory, report.IsComplete, report.HugePages, report.SuppressedCount, report.Summary, report.LineNumber),
            (row.Uptime, row.Kind, row.Cause, row.VictimRss, row.TotalMemory, row.IsComplete, row.HugePages, row.SuppressedCount, row.Summary, row.LineNumber));
        Assert.False(incomplete.IsComplete);
        Assert.Null(row.Time);
        Assert.Empty(row.Tasks);
    }

    [Fact]
    public void A_cell_is_text_and_no_type_name()
    {
        string[] cells = [.. Cells("@(Get-OomReport -LiteralPath $args[0])[0]", Slab).Values];
        Assert.True(cells.Length > 40);
        Assert.All(cells, cell => Assert.DoesNotMatch(@"OomTools\.|System\.|\[\]", cell));
    }

    [Fact]
    public void Properties_come_in_the_order_of_the_contract()
    {
        string[] declared = [.. typeof(OomReport).GetProperties().Select(property => property.Name)];
        IReadOnlyList<PSObject> names = _session.Run("@(Get-OomReport -LiteralPath $args[0])[0].PSObject.Properties.Name", Slab);
        Assert.Equal(declared, names.Select(name => name.ToString()));
    }

    [Fact]
    public void A_name_that_a_spreadsheet_would_run_is_text_in_a_cell_and_true_elsewhere()
    {
        string log = File.ReadAllText(Slab).Replace("rsyslogd", "=1+1", StringComparison.Ordinal);
        Dictionary<string, string> cells = Cells("@(Get-OomReport -InputObject $args[0])[0]", log);
        Assert.Equal("'=1+1", cells[nameof(OomReport.VictimName)]);
        Assert.Equal("'=1+1 (437)", cells[nameof(OomReport.Victims)]);
        IReadOnlyList<PSObject> result = _session.Run(
            """
            $report = @(Get-OomReport -InputObject $args[0])[0]
            $report.VictimName -ceq '=1+1'
            "$($report.VictimName)"
            @($report | Where-Object VictimName -eq '=1+1').Count
            """,
            log);
        Assert.Equal(["True", "=1+1", "1"], result.Select(value => value.ToString()));
    }

    [Fact]
    public void Arrays_stay_arrays()
    {
        IReadOnlyList<PSObject> result = _session.Run(
            """
            $report = @(Get-OomReport -LiteralPath $args[0])[0]
            $report.Tasks.Count
            $report.Tasks[0].Pid
            @($report.Tasks | ForEach-Object Name).Count
            $count = 0; foreach ($task in $report.Tasks) { $count++ }; $count
            $report.Tasks.GetType().Name
            """,
            Slab);
        int count = int.Parse(result[0].ToString(), CultureInfo.InvariantCulture);
        Assert.True(count > 1);
        Assert.Equal([$"{count}", $"{count}", "OomTask[]"], [result[2].ToString(), result[3].ToString(), result[4].ToString()]);
    }

    [Fact]
    public void Times_in_cells_do_not_depend_on_the_culture()
    {
        string log = Repository.Fixture("6.12.107+deb13-amd64", "anon-journal", "journal-short-iso.txt");
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", Cells("@(Get-OomReport -LiteralPath $args[0])[0]", log)[nameof(OomReport.Time)]);
    }

    [Fact]
    public void Every_public_type_has_its_entries()
    {
        string types = File.ReadAllText(Repository.Path("out", "OomTools", "OomTools.Types.ps1xml"));
        string views = File.ReadAllText(Repository.Path("out", "OomTools", "OomTools.Format.ps1xml"));
        string forwarded = File.ReadAllText(Repository.Path("src", "OomTools", "ForwardedTypes.cs"));
        foreach (Type type in typeof(OomReport).Assembly.GetExportedTypes().Where(IsModel))
        {
            Assert.Contains($"<Name>{type.FullName}</Name>", types, StringComparison.Ordinal);
            Assert.Contains($"<Name>Deserialized.{type.FullName}</Name>", types, StringComparison.Ordinal);
            Assert.Contains($"<TypeName>{type.FullName}</TypeName>", views, StringComparison.Ordinal);
            Assert.Contains($"typeof({type.Name}))", forwarded, StringComparison.Ordinal);
        }
    }

    /// <summary>What Export-Csv writes: the text of each property's value.</summary>
    private Dictionary<string, string> Cells(string script, string argument) =>
        _session.Run(script, argument)[0].Properties.ToDictionary(property => property.Name, property => property.Value?.ToString() ?? "");

    private static string Slab => Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "console.log");

    /// <summary>What a report consists of: classes that are only made by the module itself.</summary>
    private static bool IsModel(Type type) =>
        type.IsClass && type.GetProperties().Any(property => property.SetMethod is { IsAssembly: true });

    private static void AssertSame(object? expected, object? actual, string path)
    {
        if (expected is null || expected is string || expected.GetType().IsValueType)
        {
            Assert.True(Equals(expected, actual), $"{path}: {expected} became {actual}");
        }
        else if (expected is IList list)
        {
            IList other = Assert.IsType<IList>(actual, exactMatch: false);
            Assert.Equal(list.Count, other.Count);
            for (int i = 0; i < list.Count; i++)
                AssertSame(list[i], other[i], $"{path}[{i}]");
        }
        else
        {
            foreach (PropertyInfo property in expected.GetType().GetProperties())
                AssertSame(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
        }
    }
}
