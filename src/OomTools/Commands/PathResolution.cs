using System.Collections.ObjectModel;
using System.Management.Automation;
using OomTools.Errors;

namespace OomTools.Commands;

/// <summary>From what a user calls a path to files of the file system.</summary>
internal static class PathResolution
{
    /// <summary>The files that a path with wildcards means. What it cannot mean becomes an error record.</summary>
    public static Collection<string> Expand(PSCmdlet cmdlet, string path)
    {
        try
        {
            Collection<string> files = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (!IsFileSystem(provider))
                cmdlet.WriteError(LogErrors.NotFileSystem(path, provider.Name));
            else if (files.Count == 0)
                cmdlet.WriteError(LogErrors.NoMatch(path));
            else
                return files;
        }
        catch (ItemNotFoundException)
        {
            // An item of another provider that does not exist (Env:\Path on Linux) is no missing file.
            if (Literal(cmdlet, path) is string missing)
                cmdlet.WriteError(LogErrors.NotFound(missing));
        }
        catch (Exception e) when (IsResolutionFailure(e))
        {
            cmdlet.WriteError(LogErrors.InvalidPath(path, e));
        }

        return [];
    }

    /// <summary>The file that a path without wildcards means, whether it exists or not; null after an error record.</summary>
    public static string? Literal(PSCmdlet cmdlet, string path)
    {
        try
        {
            string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (IsFileSystem(provider))
                return file;

            cmdlet.WriteError(LogErrors.NotFileSystem(path, provider.Name));
        }
        catch (Exception e) when (IsResolutionFailure(e))
        {
            cmdlet.WriteError(LogErrors.InvalidPath(path, e));
        }

        return null;
    }

    /// <summary>The directory that a path without wildcards means; null where there is none in the file system.</summary>
    public static string? Directory(PSCmdlet cmdlet, string path)
    {
        try
        {
            string directory = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return IsFileSystem(provider) && System.IO.Directory.Exists(directory) ? directory : null;
        }
        catch (Exception e) when (IsResolutionFailure(e))
        {
            return null;
        }
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";

    private static bool IsResolutionFailure(Exception e) =>
        e is SessionStateException or ProviderInvocationException or PSArgumentException or NotSupportedException or ArgumentException;
}
