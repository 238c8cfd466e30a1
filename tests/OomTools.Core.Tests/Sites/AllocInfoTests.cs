using OomTools.Sites;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Sites;

public sealed class AllocInfoTests
{
    private const string Header = "allocinfo - version: 2.0\n#     <size>  <calls> <tag info>\n";

    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All().Where(row =>
        row.Data == "collection-is-absent" || File.Exists(Path.Combine(Snapshot.Root(row.Data).Path, "proc/allocinfo")));

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_row_of_every_capture_is_read(string snapshot)
    {
        AllocationSite[] sites = AllocInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[] rows = Snapshot.Lines(snapshot, "proc/allocinfo")[2..];
        Assert.Equal(rows.Length, sites.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            // Written again from the object, blanks aside, it is the line.
            AllocationSite site = sites[i];
            string module = site.Module is null ? "" : $"[{site.Module}] ";
            string accuracy = site.IsAccurate ? "" : " accurate:no";
            Assert.Equal(string.Join(' ', Snapshot.Fields(rows[i])), $"{site.Bytes} {site.Calls} {site.File}:{site.Line} {module}func:{site.Function}{accuracy}");
            Assert.Equal(rows[i].Contains("func:alloc_slab_page", StringComparison.Ordinal) || rows[i].Contains("func:pcpu_alloc_pages", StringComparison.Ordinal), site.IsOverlap);
        }
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Totals_count_slab_memory_once(string snapshot)
    {
        string[][] rows = [.. Snapshot.Lines(snapshot, "proc/allocinfo")[2..].Select(Snapshot.Fields)];
        long all = rows.Sum(fields => Snapshot.Number(fields[0]));
        long pages = rows.Where(fields => fields[^1] is "func:alloc_slab_page" or "func:pcpu_alloc_pages" || fields[^2] == "func:alloc_slab_page").Sum(fields => Snapshot.Number(fields[0]));
        AllocationSite[] sites = AllocInfo.Read(Snapshot.Root(snapshot)).Value!;
        // One run was made with profiling off: all rows say 0.
        Assert.Equal(all > 0, pages > 0);
        Assert.Equal(all, sites.Sum(site => site.Bytes));
        Assert.Equal(all - pages, SiteOverlap.Total(sites));
    }

    [Theory]
    [InlineData("6.12.107-own/slab-signals/during", "kernel/signal.c", 429, "__sigqueue_alloc", 62053840)]
    [InlineData("6.12.107-own/slab-unix/during", "net/core/sock.c", 2173, "sk_prot_alloc", 58944768)]
    [InlineData("7.3.4-own/slab-epoll/during", "fs/eventpoll.c", 1439, "ep_alloc", 39793920)]
    public void The_culprit_of_a_slab_scenario_is_first(string snapshot, string file, int line, string function, long bytes)
    {
        AllocationSite largest = AllocInfo.Read(Snapshot.Root(snapshot)).Value!.Where(site => !site.IsOverlap).MaxBy(site => site.Bytes)!;
        Assert.Equal((file, line, function, bytes), (largest.File, largest.Line, largest.Function, largest.Bytes));
    }

    [Theory]
    [InlineData("6.12.107-own/driver-leak/during", "/var/lib/dkms/oomleak/1.0/build/oomleak.c", 41943040L + 31457280 + 21012480 + 10485760)]
    [InlineData("7.3.4-own/driver-leak-vmalloc/during", "oomleak.c", 126074880)]
    public void A_module_s_rows_bear_its_name(string snapshot, string file, long bytes)
    {
        AllocationSite[] sites = [.. AllocInfo.Read(Snapshot.Root(snapshot)).Value!.Where(site => site.Module == "oomleak")];
        Assert.Equal(bytes, sites.Sum(site => site.Bytes));
        Assert.All(sites, site => Assert.Equal(file, site.File));
    }

    [Fact]
    public void A_path_with_blanks_and_brackets_and_pairs_yet_to_come_are_read()
    {
        AllocationSite site = Assert.Single(Parse("  -4096  -1 /home/a [b] c/d:e.c:12 [mod] func:f x:1 accurate:no y:2 \n"));
        Assert.Equal(("/home/a [b] c/d:e.c", 12, "mod", "f", -4096L, -1L), (site.File, site.Line, site.Module, site.Function, site.Bytes, site.Calls));
        Assert.False(site.IsAccurate);
    }

    [Fact]
    public void Rows_cut_off_are_passed_over() =>
        Assert.Equal("f", Assert.Single(Parse(" 1 1 a.c:1 func:f \n 2 2 a.c:2\n 3\n x 1 a.c:1 func:g\n 1 1 a.c func:h\n 1 1 a.c:99999999999 func:i\n")).Function);

    [Theory]
    [InlineData("")]
    [InlineData("nothing of the kind\n1 1 a.c:1 func:f\n")]
    public void Another_file_is_refused(string text) => Assert.Null(AllocInfo.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Growth_is_told_by_place_even_where_rows_repeat()
    {
        // An inline function of a header: one row for each file that uses it.
        AllocationSite[] before = Parse(" 100 1 a.h:1 func:f\n 200 1 a.h:1 func:f\n 50 1 b.c:2 func:g\n");
        AllocationSite[] now = Parse(" 110 1 a.h:1 func:f\n 900 1 a.h:1 func:f\n 20 1 b.c:2 func:g\n 4000 1 mm/slub.c:9 func:alloc_slab_page\n 7 1 n.c:1 [new] func:h\n");
        AllocationSite[] grown = SiteGrowth.Of(now, before, TimeSpan.FromSeconds(2));
        Assert.Equal([10, 700, -30, 4000, 7], grown.Select(site => site.Delta));
        Assert.Equal([5, 350, -15, 2000, 3.5], grown.Select(site => site.Rate));
        Assert.Null(grown[3].Share);
        Assert.Equal(900 / 1037.0, grown[1].Share);
    }

    [Fact]
    public void A_real_machine_s_growth_is_the_difference_of_its_snapshots()
    {
        AllocationSite[] before = AllocInfo.Read(Snapshot.Root("7.3.4-own/slab-epoll/before")).Value!;
        AllocationSite[] during = AllocInfo.Read(Snapshot.Root("7.3.4-own/slab-epoll/during")).Value!;
        AllocationSite[] grown = SiteGrowth.Of(during, before, TimeSpan.FromSeconds(1));
        AllocationSite largest = grown.Where(site => !site.IsOverlap).MaxBy(site => site.Delta)!;
        Assert.Equal("ep_alloc", largest.Function);
        Assert.Equal(grown.Sum(site => site.Bytes) - before.Sum(site => site.Bytes), grown.Sum(site => site.Delta!.Value));
    }

    private static AllocationSite[] Parse(string rows) => AllocInfo.Parse(System.Text.Encoding.UTF8.GetBytes(Header + rows))!;
}
