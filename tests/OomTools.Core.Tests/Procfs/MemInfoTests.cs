using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class MemInfoTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_field_of_every_capture_is_read(string snapshot)
    {
        MemInfo info = MemInfoFile.Read(Snapshot.Root(snapshot)).Value!;
        string[][] lines = [.. Snapshot.Lines(snapshot, "proc/meminfo").Select(Snapshot.Fields)];
        Assert.Equal(lines.Select(line => line[0].TrimEnd(':')), info.Fields.Select(field => field.Name));
        Assert.Equal(lines.Select(line => Snapshot.Number(line[1]) * (line.Length > 2 ? 1024 : 1)), info.Fields.Select(field => field.Value));
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Properties_are_the_fields_of_their_names(string snapshot)
    {
        MemInfo info = MemInfoFile.Read(Snapshot.Root(snapshot)).Value!;
        foreach (System.Reflection.PropertyInfo property in typeof(MemInfo).GetProperties().Where(property => property.PropertyType == typeof(long?)))
        {
            MemInfoField? field = Array.Find(info.Fields, field => Letters(field.Name).Equals(Letters(property.Name), StringComparison.OrdinalIgnoreCase));
            Assert.Equal(field?.Value, (long?)property.GetValue(info));
        }
    }

    // Active(anon) is ActiveAnon; HugePages_Total is HugePagesTotal.
    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit));
}
