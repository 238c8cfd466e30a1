using OomTools.Analysis;
using OomTools.Oom;
using OomTools.Procfs;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Procfs;

/// <summary>A captured tree may be cut, garbled or made up: whatever it holds, there is an answer or a reason.</summary>
public sealed class HostileCaptureTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Garbled_files_have_an_order_or_a_reason()
    {
        string capture = CaptureFiles.Fixture("6.18-cgroup-v1/candidates");
        (string Name, byte[] Content)[] files = [.. Directory.EnumerateFiles(capture, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(capture, file), File.ReadAllBytes(file)))];
        var random = new Random(20261126);
        for (int round = 0; round < 25; round++)
        {
            foreach ((string name, byte[] content) in files)
                Write(name, round == 0 ? content : Garble(content, random));
            int ranked = Read();
            if (round == 0)
                Assert.Equal(6, ranked);
        }
    }

    private int Read()
    {
        SystemRoot root = _tree.Root;
        ProcessMemory[] processes = ProcessTable.Read(root, TestContext.Current.CancellationToken);
        int ranked = 0;
        CgroupHierarchy? hierarchy = CgroupHierarchy.Find(root);
        SystemReading<OomDomain>?[] readings = [OomDomains.OfMachine(root), OomDomains.OfNodes(root, [0]), hierarchy is null ? null : OomDomains.OfCgroup(root, hierarchy, "/job")];
        foreach (SystemReading<OomDomain>? reading in readings)
        {
            if (reading?.Value is not { } domain)
                continue;
            var groups = new OomGroups(root, hierarchy, domain.CgroupPath);
            OomCandidate[] order = CandidateOrder.Of(processes, domain);
            ranked = Array.FindAll(order, candidate => candidate.Rank is not null).Length;
            foreach (OomCandidate candidate in order)
            {
                _ = groups.Of(candidate.CgroupPath);
                _ = SmapsRollup.Read(root, candidate.Pid);
            }
        }

        if (AllocationZones.Read(root).Value is { } system)
        {
            var allocation = new PageAllocation(3, GfpMask.Parse(null, "GFP_KERNEL", null), KernelRelease.Newest, system.Zones, root.PageSize);
            Assert.All(system.Zones, zone => Assert.NotEmpty(allocation.ToTest(allocation.Check(zone)).Reason));
        }

        return ranked;
    }

    private void Write(string name, byte[] content)
    {
        string path = _tree.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private static byte[] Garble(byte[] content, Random random)
    {
        if (content.Length == 0 || random.Next(3) == 0)
            return content;
        byte[] garbled = [.. content];
        for (int i = 0; i < 1 + random.Next(8); i++)
            garbled[random.Next(garbled.Length)] = random.Next(2) == 0 ? (byte)"\n:<>, -9/"[random.Next(9)] : (byte)random.Next(256);
        return random.Next(8) == 0 ? garbled[..random.Next(garbled.Length)] : garbled;
    }
}
