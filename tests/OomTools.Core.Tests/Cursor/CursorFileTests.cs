using System.Text;
using OomTools.Cursor;

namespace OomTools.Tests.Cursor;

public sealed class CursorFileTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    private string Cursor => Path.Combine(_folder, "cursor.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_position_comes_back_as_it_was()
    {
        var position = new FilePosition
        {
            Path = "/var/log/kern \u20ac\".log",
            Inode = ulong.MaxValue,
            Length = 9,
            HeadLength = 5,
            Head = "AB",
            Offset = 7,
            TailLength = 3,
            Tail = "CD",
            Lines = 2,
            FirstLine = 3,
            Given = [5, 8],
        };
        var kernel = new KernelPosition("0f", 12, TimeSpan.FromSeconds(3.5), new DateTime(2026, 11, 24, 1, 2, 3, DateTimeKind.Utc));
        using (CursorFile file = Open())
        {
            Assert.Null(file.Cursor.Written);
            file.Cursor.Set(position, null);
            file.Cursor.Kernel = kernel;
            file.Cursor.Journal = new JournalPosition("s=1;i=2", [3]);
            file.Save(DateTime.UtcNow);
        }

        Assert.Equal([Cursor], Directory.GetFiles(_folder));
        using CursorFile again = Open();
        FilePosition read = Assert.Single(again.Cursor.Files);
        Assert.Equal(position.Given, read.Given);
        Assert.Equal(position with { Given = read.Given }, read);
        Assert.Equal(kernel, again.Cursor.Kernel);
        Assert.Equal("s=1;i=2", again.Cursor.Journal!.Cursor);
        Assert.Equal([3], again.Cursor.Journal.Given);
    }

    [Fact]
    public void What_is_not_saved_changes_nothing_and_leaves_nothing()
    {
        using (CursorFile file = Open())
            file.Cursor.Set(new FilePosition { Path = "x" }, null);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_second_of_two_waits_and_then_says_so()
    {
        using (Open())
            Assert.Throws<TimeoutException>(Open);
        Open().Dispose();
    }

    [Fact]
    public void Many_at_once_are_let_in_one_by_one()
    {
        int inside = 0;
        int most = 0;
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using CursorFile file = CursorFile.Open(Cursor, TimeSpan.FromMinutes(1), CancellationToken.None);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            long count = file.Cursor.Kernel?.Sequence ?? 0;
            file.Cursor.Kernel = new KernelPosition("b", count + 1, TimeSpan.Zero, DateTime.UnixEpoch);
            file.Save(DateTime.UtcNow);
            Interlocked.Decrement(ref inside);
        });
        Assert.Equal(1, most);
        using CursorFile last = Open();
        Assert.Equal(40, last.Cursor.Kernel!.Sequence);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "version": 2, "written": "2026-11-24T00:00:00Z", "files": [] }""")]
    [InlineData("""{ "version": 1, "written": "yesterday", "files": [] }""")]
    [InlineData("""{ "version": 1, "written": "2026-11-24T00:00:00Z", "files": [ { "path": null } ] }""")]
    [InlineData("""{ "version": 1, "written": "2026-11-24T00:00:00Z", "files": 3 }""")]
    [InlineData("""{ "version": 1, "written": "2026-11-24T00:00:00Z", "files": [], "kernel": { "boot": 3 } }""")]
    [InlineData("""{ "version": 1, "written": "2026-11-24T00:00:00Z", "files": [ { "path": "x", "length": 1, "headLength": 99999999, "head": "", "offset": 1, "tailLength": 1, "tail": "", "lines": 1, "firstLine": 1, "given": [] } ] }""")]
    [InlineData("""{ "version": 1, "written": "2026-11-24T00:00:00Z", "files": [ { "path": "x", "length": 1, "headLength": 1, "head": "", "offset": -5, "tailLength": 0, "tail": "", "lines": 1, "firstLine": 1, "given": [] } ] }""")]
    public void What_is_no_cursor_is_told_and_left_alone(string text)
    {
        File.WriteAllText(Cursor, text);
        Assert.Throws<InvalidDataException>(Open);
        Assert.Equal(text, File.ReadAllText(Cursor));
        Assert.Equal([Cursor], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Any_cut_or_garbled_cursor_is_told()
    {
        var cursor = new LogCursor { Kernel = new KernelPosition("b", 1, TimeSpan.Zero, DateTime.UnixEpoch), Journal = new JournalPosition("s", [1]) };
        cursor.Set(new FilePosition { Path = "x", Inode = 3 }, null);
        byte[] whole = cursor.Format(DateTime.UnixEpoch);
        var random = new Random(12);
        for (int i = 0; i < 3000; i++)
        {
            byte[] garbled = whole[..(i % 3 == 0 ? random.Next(1, whole.Length) : whole.Length)];
            garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
            try
            {
                LogCursor.Parse(garbled);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void A_link_to_a_cursor_stays_a_link()
    {
        string target = Path.Combine(_folder, "real.json");
        File.WriteAllText(target, "");
        File.CreateSymbolicLink(Cursor, target);
        using (CursorFile file = Open())
            file.Save(DateTime.UtcNow);
        Assert.NotNull(new FileInfo(Cursor).LinkTarget);
        Assert.Contains("\"version\": 1", File.ReadAllText(target, Encoding.UTF8), StringComparison.Ordinal);
    }

    private CursorFile Open() => CursorFile.Open(Cursor, s_short, CancellationToken.None);
}
