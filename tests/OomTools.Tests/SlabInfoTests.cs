using System.Globalization;
using System.Management.Automation;

namespace OomTools.Tests;

public sealed class SlabInfoTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_cache_is_what_its_line_says()
    {
        SlabCache cache = Assert.Single(Caches("Get-SlabInfo -Root $args[0] -Name sock_inode_cache", CapturedTree.Slab));
        Assert.Equal(43344, cache.ActiveObjects);
        Assert.Equal(43358, cache.TotalObjects);
        Assert.Equal(832, cache.ObjectSize);
        Assert.Equal(2282L * 4 * 4096, cache.Bytes);
        Assert.Equal(43344L * 832, cache.ActiveBytes);
    }

    [Fact]
    public void Top_gives_the_largest_first() =>
        Assert.Equal(
            ["signal_cache", "sock_inode_cache", "dentry"],
            Caches("Get-SlabInfo -Root $args[0] -Top 3", CapturedTree.Slab).Select(cache => cache.Name));

    [Fact]
    public void Top_chooses_among_the_names() =>
        Assert.Equal(
            ["sock_inode_cache"],
            Caches("Get-SlabInfo -Root $args[0] sock*, skbuff* -Top 1", CapturedTree.Slab).Select(cache => cache.Name));

    [Fact]
    public void Without_Top_the_order_is_the_file_s()
    {
        string[] names = [.. CapturedTree.Fields(CapturedTree.Slab, "slabinfo").Skip(2).Select(fields => fields[0])];
        Assert.Equal(names, Caches("Get-SlabInfo -Root $args[0]", CapturedTree.Slab).Select(cache => cache.Name));
    }

    [Fact]
    public void A_name_that_was_merged_into_a_cache_finds_it()
    {
        // biovec-16 and sgpool-8 are both links to :0000256; slabinfo has one of them.
        SlabCache cache = Assert.Single(Caches("Get-SlabInfo -Root $args[0] -Name sgpool-8", CapturedTree.Slab));
        Assert.NotEqual("sgpool-8", cache.Name);
        Assert.Contains("sgpool-8", cache.Aliases);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void A_relative_root_is_relative_to_the_location()
    {
        // The session's location is the checkout; the process's is another.
        IReadOnlyList<PSObject> caches = _session.Run("Get-SlabInfo -Root tests/Fixtures/7.3.4+deb13-amd64/slab-unix/during -Top 1");
        Assert.Empty(_session.Errors);
        Assert.Single(caches);
    }

    [Fact]
    public void Every_capture_s_caches_hold_what_its_lines_say()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            long bytes = CapturedTree.Fields(tree, "slabinfo").Skip(2).Sum(fields => Number(fields[^2]) * Number(fields[5]) * 4096);
            long objects = CapturedTree.Fields(tree, "slabinfo").Skip(2).Sum(fields => Number(fields[1]));
            IReadOnlyList<SlabCache> caches = Caches("Get-SlabInfo -Root $args[0]", tree);
            Assert.True(bytes > 0 && bytes == caches.Sum(cache => cache.Bytes), tree);
            Assert.True(objects == caches.Sum(cache => cache.ActiveObjects), tree);
        }
    }

    private SlabCache[] Caches(string script, string root) => [.. _session.Run(script, root).Select(cache => (SlabCache)cache.BaseObject)];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
