using OomTools.Generator.Layout;

namespace OomTools.Generator;

/// <summary>A limited cgroup, made up.</summary>
internal sealed class CgroupSource(Random random, KernelEra era)
{
    public GeneratedCgroup Create(string path, NameSource names)
    {
        // Formats without a path: 3.10 to 3.13 and el7 may leave it out of the statistics line.
        bool printsPath = !(era.Version is >= 310 and <= 313 && random.Next(2) == 0);
        bool isV2 = CgroupLayout.IsFormatB(era) && random.Next(2) == 0;
        return new GeneratedCgroup(path, printsPath, [.. Counters(isV2)], [.. Statistics(path, printsPath, isV2, names)]);
    }

    private IEnumerable<(string, long, long?, long)> Counters(bool isV2)
    {
        long limit = random.Next(1, 1 << 24) * 4L;
        yield return ("memory", limit, limit, random.Next(100000));
        if (isV2)
        {
            yield return ("swap", random.Next(1000) * 4L, random.Next(2) == 0 ? null : 4096, random.Next(10));
            yield break;
        }
        yield return ("memory+swap", limit, random.Next(2) == 0 ? null : limit + 4096, random.Next(10));
        if (era.Version >= 310)
            yield return ("kmem", random.Next(1000) * 4L, null, 0);
    }

    private IEnumerable<(string?, string, long, bool)> Statistics(string path, bool printsPath, bool isV2, NameSource names)
    {
        if (CgroupLayout.IsFormatA(era))
            return FormatA(path, printsPath, names);
        if (!CgroupLayout.IsFormatB(era))
            return [];
        // Up to 6.4 the v2 names are printed on a v1 system too.
        return !isV2 && era.Version >= 605 ? FormatV1(path) : FormatB(path);
    }

    private IEnumerable<(string?, string, long, bool)> FormatA(string path, bool printsPath, NameSource names)
    {
        bool swap = random.Next(2) == 0;
        string[] paths = random.Next(2) == 0 ? [path] : [path, path + names.Cgroup()];
        foreach (string one in paths)
        {
            foreach (string name in CgroupLayout.FormatA(era, swap))
                yield return (printsPath ? one : null, name, random.Next(1 << 22) * 1024L, true);
        }
    }

    private IEnumerable<(string?, string, long, bool)> FormatB(string path)
    {
        foreach (string name in CgroupLayout.AmountsV2(era))
            yield return (path, name, random.Next(1 << 20) * 512L, true);
        foreach (string name in CgroupLayout.EventsV2(era))
            yield return (path, name, random.Next(100000), false);
    }

    private IEnumerable<(string?, string, long, bool)> FormatV1(string path)
    {
        foreach ((string name, bool isBytes) in CgroupLayout.NamesV1())
            yield return (path, name, random.Next(1 << 20) * 512L, isBytes);
    }
}
