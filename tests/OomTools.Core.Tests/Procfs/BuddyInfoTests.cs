using System.Globalization;
using OomTools.Procfs;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Procfs;

public sealed class BuddyInfoTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_zone_of_every_capture_is_read(string snapshot)
    {
        BuddyZone[] zones = BuddyInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[] lines = Snapshot.Lines(snapshot, "proc/buddyinfo");
        Assert.Equal(lines.Length, zones.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = Snapshot.Fields(lines[i]);
            long[] counts = [.. fields[4..].Select(Snapshot.Number)];
            Assert.Equal($"Node {zones[i].Node}, zone {zones[i].Zone}", string.Join(' ', fields[..4]));
            Assert.Equal(11, counts.Length);
            Assert.Equal(counts, zones[i].FreeBlocks);
            Assert.Equal(counts.Select((count, order) => count * (4096L << order)).Sum(), zones[i].FreeBytes);
            Assert.Equal(Array.FindLastIndex(counts, count => count > 0), zones[i].LargestFreeOrder ?? -1);
        }
    }

    /// <summary>
    /// The captured files were read some milliseconds apart, and the machine's memory did not stand still: of 364 rows, 172
    /// lists were the same at both moments.
    /// </summary>
    [Fact]
    public void Both_indices_are_the_kernels_wherever_the_lists_stood_still()
    {
        if (!Directory.Exists(CaptureFiles.Sample(".")))
            return;
        int same = 0;
        int failing = 0;
        foreach (TheoryDataRow<string> row in Snapshot.All())
        {
            string snapshot = row.Data;
            string[] unusable = Snapshot.Lines(snapshot, "sys/kernel/debug/extfrag/unusable_index");
            string[] fragmentation = Snapshot.Lines(snapshot, "sys/kernel/debug/extfrag/extfrag_index");
            BuddyZone[] zones = BuddyInfo.Read(Snapshot.Root(snapshot)).Value!;
            for (int i = 0; i < zones.Length; i++)
            {
                if (!Printed(zones[i].UnusableIndex).SequenceEqual(Snapshot.Fields(unusable[i])[4..]))
                    continue;
                string[] expected = Snapshot.Fields(fragmentation[i])[4..];
                if (!Printed(zones[i].FragmentationIndex).SequenceEqual(expected))
                    continue;
                same++;
                failing += expected.Any(value => value[0] != '-') ? 1 : 0;
            }
        }
        Assert.InRange(same, 172, 364);
        Assert.InRange(failing, 40, 364);
    }

    /// <summary>Zones in which the lists stood still and the larger orders were all gone.</summary>
    [Theory]
    [InlineData("5.10.0-32-amd64/high-order/during", 0)]
    [InlineData("5.10.0-32-amd64/high-order/during", 1)]
    [InlineData("5.10.0-32-amd64/slab-vmas/after", 0)]
    public void The_indices_equal_the_debug_files(string snapshot, int zone)
    {
        BuddyZone buddy = BuddyInfo.Read(Snapshot.Root(snapshot)).Value![zone];
        Assert.Equal(Snapshot.Fields(Snapshot.Lines(snapshot, "sys/kernel/debug/extfrag/unusable_index")[zone])[4..], Printed(buddy.UnusableIndex));
        Assert.Equal(Snapshot.Fields(Snapshot.Lines(snapshot, "sys/kernel/debug/extfrag/extfrag_index")[zone])[4..], Printed(buddy.FragmentationIndex));
    }

    [Fact]
    public void A_zone_without_free_memory_is_unusable_and_not_fragmented()
    {
        BuddyZone zone = BuddyInfo.ToZone(0, "Normal", new long[11], 4096);
        Assert.All(zone.UnusableIndex, index => Assert.Equal(1, index));
        Assert.All(zone.FragmentationIndex, index => Assert.Equal(0, index));
        Assert.Null(zone.LargestFreeOrder);
    }

    [Fact]
    public void One_block_too_small_makes_a_negative_index()
    {
        // 1000 - (1000 + 1 * 1000 / 2) / 1
        Assert.Equal(-0.5, BuddyInfo.ToZone(0, "Normal", [1, 0], 4096).FragmentationIndex[1]);
    }

    [Fact]
    public void Fewer_orders_are_as_many_as_there_are()
    {
        BuddyZone zone = Assert.Single(BuddyInfo.Parse("Node 3, zone   Normal      1      2      0 \n"u8, 65536)!);
        Assert.Equal(3, zone.Node);
        Assert.Equal([1, 2, 0], zone.FreeBlocks);
        Assert.Equal(5 * 65536, zone.FreeBytes);
        Assert.Equal(1, zone.LargestFreeOrder);
    }

    [Fact]
    public void Absurd_counts_do_no_harm()
    {
        BuddyZone zone = Assert.Single(BuddyInfo.Parse("Node 0, zone Normal 9223372036854775807 9223372036854775807 9223372036854775807\n"u8, 4096)!);
        Assert.Equal(long.MaxValue, zone.FreeBytes);
    }

    private static IEnumerable<string> Printed(double[] index) => index.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture));
}
