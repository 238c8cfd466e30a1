using System.Management.Automation;
using OomTools.Errors;
using OomTools.Logs;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>From what a user calls a path to files that can be followed; they need not exist yet.</summary>
internal static class WatchedPaths
{
    /// <summary>The files that a path means, with wildcards those that exist now.</summary>
    public static IEnumerable<string> Expand(PSCmdlet cmdlet, string path) =>
        WildcardPattern.ContainsWildcardCharacters(path)
            ? PathResolution.Expand(cmdlet, path).Where(file => IsFollowable(cmdlet, file))
            : Literal(cmdlet, path);

    /// <summary>The file that a path without wildcards means; none after an error record.</summary>
    public static IEnumerable<string> Literal(PSCmdlet cmdlet, string path) =>
        PathResolution.Literal(cmdlet, path) is string file && IsFollowable(cmdlet, file) ? [file] : [];

    private static bool IsFollowable(PSCmdlet cmdlet, string file)
    {
        if (file == KernelRingBuffer.DefaultPath)
            return true;
        ErrorRecord? error = null;
        try
        {
            error = Directory.Exists(file) ? LogErrors.IsDirectory(file)
                : File.Exists(file) ? Check(file)
                : Directory.Exists(Path.GetDirectoryName(file)) ? null : LogErrors.NotFound(file);
            if (error is null && !File.Exists(file))
                cmdlet.WriteVerbose($"'{Formatting.OomView.Text(file)}' does not exist yet.");
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            error = LogErrors.Of(file, e);
        }

        if (error is not null)
            cmdlet.WriteError(error);
        return error is null;
    }

    private static ErrorRecord? Check(string file)
    {
        string target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        return NativeFile.IsRegular(target) && !LogFile.IsCompressed(file) ? null : WatchErrors.NotFollowable(file);
    }
}
