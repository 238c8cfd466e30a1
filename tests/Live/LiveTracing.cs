using OomTools.Tracing;

namespace OomTools.Live.Tests;

/// <summary>Tracing of the running kernel, for tests; they skip where it cannot be had.</summary>
internal static class LiveTracing
{
    /// <summary>Skips the test where the kernel cannot be traced.</summary>
    public static void Require()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Tracing needs Linux.");
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("Tracing needs root.");
    }

    /// <summary>Opens tracefs; skips the test where it cannot.</summary>
    public static TraceFileSystem Open()
    {
        Require();
        try
        {
            return TraceFileSystem.Open();
        }
        catch (TraceException error)
        {
            Assert.Skip("The kernel cannot be traced here: " + error.Message);
            throw;
        }
    }

    /// <summary>Makes every shrinker run, harmlessly: clean dentries and inodes are dropped.</summary>
    public static void DropSlab() => File.WriteAllText("/proc/sys/vm/drop_caches", "2\n");
}
