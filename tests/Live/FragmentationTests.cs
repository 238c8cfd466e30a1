using System.Globalization;
using System.Management.Automation;

namespace OomTools.Live.Tests;

public class FragmentationTests
{
    private const int Attempts = 300;

    private const int Order = 3;

    private const string Script = """
        foreach ($attempt in 1..$attempts) {
            , [IO.File]::ReadAllLines('/proc/buddyinfo')
            , @(Get-BuddyInfo)
            , @(Test-PageAllocation -Order 3)
            , [IO.File]::ReadAllLines("$extfrag/unusable_index")
            , [IO.File]::ReadAllLines("$extfrag/extfrag_index")
            , [IO.File]::ReadAllLines('/proc/buddyinfo')
        }
        """;

    [Fact]
    public void The_indices_are_the_kernels_to_the_last_digit()
    {
        using DebugFileSystem debug = DebugFileSystem.Open();
        string extfrag = Path.Combine(debug.Path, "extfrag");
        if (!Directory.Exists(extfrag))
            Assert.Skip("This kernel has no extfrag files (CONFIG_COMPACTION).");

        object[][] moments = [.. StagedModule.Run($"$attempts = {Attempts}; $extfrag = '{extfrag}'; {Script}")
            .Select(moment => ((IEnumerable<object>)moment.BaseObject).Select(item => item is PSObject wrapped && wrapped.BaseObject is string text ? text : item).ToArray())];
        string[] zones = [.. File.ReadLines("/proc/buddyinfo").Select(ZoneOf)];
        foreach (string zone in zones)
        {
            // Moments at which the zone was the same before and after. Memory moves, and may have come back in between: that is rare.
            object[][][] steady = [.. moments.Chunk(6).Where(moment => Line(moment[0], zone) == Line(moment[5], zone))];
            int differences = steady.Count(moment => !IsSame(moment, zone));
            Assert.NotEmpty(steady);
            Assert.True(differences * 5 <= steady.Length, $"{zone}: {differences} of {steady.Length} moments differ.");
        }
    }

    [Fact]
    public void A_request_passes_where_the_kernels_numbers_say_so()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("The migrate types of free blocks (/proc/pagetypeinfo) are for root on Linux.");
        foreach (int order in new[] { 0, 3, 9 })
        {
            // Memory moves between the readings: a difference must show again and again.
            string[] expected = [];
            string[] actual = [];
            for (int attempt = 0; attempt < 20; attempt++)
            {
                expected = [.. Passing(order)];
                actual = [.. StagedModule.Run($"Test-PageAllocation -Order {order} | Where-Object Verdict -eq Succeeds").Select(test => $"{test.Properties["Node"].Value} {test.Properties["Zone"].Value}")];
                if (expected.SequenceEqual(actual))
                    break;
            }

            Assert.Equal(expected, actual);
        }
    }

    /// <summary>Whether both commands say of a zone what the kernel says, to the last digit.</summary>
    private static bool IsSame(object[][] moment, string zone)
    {
        int[] unusable = Index(Line(moment[3], zone));
        int[] fragmentation = Index(Line(moment[4], zone));
        PSObject buddy = Find(moment[1], "Zone", zone);
        PSObject test = Find(moment[2], "Zone", zone);
        return unusable.SequenceEqual(Thousandths(buddy, "UnusableIndex"))
            && fragmentation.SequenceEqual(Thousandths(buddy, "FragmentationIndex"))
            && unusable[Order] == Thousandth(test.Properties["UnusableIndex"].Value)
            && fragmentation[Order] == Thousandth(test.Properties["FragmentationIndex"].Value);
    }

    /// <summary>The zones that would give a GFP_KERNEL request its pages, by awk's means.</summary>
    private static IEnumerable<string> Passing(int order)
    {
        string[][] types = [.. File.ReadLines("/proc/pagetypeinfo").Select(Fields).Where(fields => fields is ["Node", _, "zone", _, "type", ..])];
        string name = "";
        var numbers = new Dictionary<string, long>();
        foreach (string[] fields in File.ReadLines("/proc/zoneinfo").Select(Fields).Append(["Node", "", "", ""]))
        {
            if (fields[0] == "Node")
            {
                if (name.Length > 0 && numbers["managed"] > 0 && !name.EndsWith("Movable", StringComparison.Ordinal) && Passes(name, numbers, types, order))
                    yield return name;
                (name, numbers) = ($"{fields[1]} {fields[3]}".Trim(), new Dictionary<string, long> { ["nr_free_cma"] = 0 });
            }
            else if (fields is ["pages", "free", var free])
            {
                numbers["free"] = Number(free);
            }
            else if (fields[0] is "min" or "managed" or "nr_free_cma")
            {
                numbers[fields[0]] = Number(fields[1]);
            }
            else if (fields[0] == "protection:")
            {
                // DMA, DMA32, Normal, Movable [, Device]: what is kept from requests for Normal.
                numbers["reserve"] = Number(fields[3]);
            }
        }
    }

    private static bool Passes(string zone, Dictionary<string, long> numbers, string[][] types, int order)
    {
        string[][] rows = [.. types.Where(fields => $"{fields[1]} {fields[3]}" == zone)];
        long highAtomic = rows.Where(fields => fields[5] == "HighAtomic").Sum(fields => fields[6..].Select((count, o) => Number(count) << o).Sum());
        bool hasBlock = rows.Where(fields => fields[5] is "Unmovable" or "Movable" or "Reclaimable").Any(fields => fields[(6 + order)..].Any(count => Number(count) > 0));
        return numbers["free"] - highAtomic - numbers["nr_free_cma"] - ((1L << order) - 1) > numbers["min"] + numbers["reserve"] && (order == 0 || hasBlock);
    }

    private static string[] Fields(string line) => line.Split([' ', '\t', ',', '(', ')', '>'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } fields ? fields : [""];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string ZoneOf(string line) => Fields(line)[3];

    private static string Line(object[] lines, string zone) => lines.Cast<string>().Single(line => Fields(line)[3] == zone);

    // "0.951", "-1.000"; with few blocks C prints "0.-500".
    private static int[] Index(string line) => [.. Fields(line)[4..].Select(text =>
    {
        string[] parts = text.Split('.');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture) * 1000) + int.Parse(parts[1], CultureInfo.InvariantCulture);
    })];

    private static PSObject Find(object[] items, string property, string value) =>
        items.Select(PSObject.AsPSObject).Single(item => LanguagePrimitives.ConvertTo<string>(item.Properties[property].Value) == value);

    private static int[] Thousandths(PSObject zone, string property) =>
        [.. LanguagePrimitives.ConvertTo<double[]>(zone.Properties[property].Value).Select(value => Thousandth(value))];

    private static int Thousandth(object value) => (int)Math.Round(LanguagePrimitives.ConvertTo<double>(value) * 1000);
}
