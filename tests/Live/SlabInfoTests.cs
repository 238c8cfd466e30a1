using System.Management.Automation;

namespace OomTools.Live.Tests;

public class SlabInfoTests
{
    [Fact]
    public void Caches_are_those_of_the_file()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Reading /proc/slabinfo needs root on Linux.");
        Dictionary<string, string[]> lines = File.ReadLines("/proc/slabinfo").Skip(2)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(fields => fields[0]);

        IReadOnlyList<PSObject> caches = StagedModule.Run("Get-SlabInfo");
        Assert.Equal(lines.Keys.Order(), caches.Select(cache => Text(cache, "Name")).Order());

        // What never changes while other processes work.
        Assert.All(caches, cache =>
        {
            string[] fields = lines[Text(cache, "Name")];
            Assert.Equal(fields[3], Text(cache, "ObjectSize"));
            Assert.Equal(fields[4], Text(cache, "ObjectsPerSlab"));
            Assert.Equal(fields[5], Text(cache, "PagesPerSlab"));
            Assert.Equal(
                LanguagePrimitives.ConvertTo<long>(cache.Properties["Slabs"].Value) * long.Parse(fields[5], null) * Environment.SystemPageSize,
                LanguagePrimitives.ConvertTo<long>(cache.Properties["Bytes"].Value));
        });
        Assert.Contains(caches, cache => cache.Properties["IsReclaimable"].Value is true);
    }

    private static string Text(PSObject cache, string property) => LanguagePrimitives.ConvertTo<string>(cache.Properties[property].Value);
}
