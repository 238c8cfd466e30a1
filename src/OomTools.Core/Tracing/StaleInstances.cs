namespace OomTools.Tracing;

/// <summary>Instances of our own whose process was killed before it could remove them: they go on recording until someone does.</summary>
internal static class StaleInstances
{
    /// <summary>Removes them and says which. What cannot be removed, because somebody reads it, is left for the next time.</summary>
    public static string[] Remove(TraceFileSystem tracing)
    {
        var removed = new List<string>();
        foreach (string directory in List(tracing))
        {
            string name = Path.GetFileName(directory);
            if (TraceInstanceName.Parse(name) is { } owner && owner.IsStale() && TryRemove(directory))
                removed.Add(name);
        }
        return [.. removed];
    }

    /// <summary>Stops the recording of an instance and removes it; false when it is in use or gone.</summary>
    public static bool TryRemove(string directory)
    {
        try
        {
            // An instance cannot be removed while another tool has one of its files open; what it records costs the machine meanwhile.
            TraceFile.TryWrite($"{directory}/tracing_on", "0");
            TraceFile.TryWrite($"{directory}/events/enable", "0");
            Directory.Delete(directory);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] List(TraceFileSystem tracing)
    {
        try
        {
            return Directory.GetDirectories(tracing.Instances, TraceInstanceName.Prefix + "*");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
