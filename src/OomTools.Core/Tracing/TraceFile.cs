using System.Text;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>Small control files of tracefs.</summary>
internal static class TraceFile
{
    /// <summary>The text of a file.</summary>
    /// <exception cref="TraceException">It cannot be read.</exception>
    public static string Read(string path)
    {
        using SystemFile file = SystemFile.Read(path, path);
        return file.Status == SystemFileStatus.Ok ? Encoding.UTF8.GetString(file.Content) : throw new TraceException(
            file.Status switch
            {
                SystemFileStatus.PermissionDenied => TraceFailure.AccessDenied,
                SystemFileStatus.Missing => TraceFailure.NotSupported,
                _ => TraceFailure.Failed,
            },
            path,
            file.Error ?? "It cannot be read.");
    }

    /// <summary>Writes a setting in one go, as the kernel wants it.</summary>
    /// <exception cref="TraceException">The kernel refused.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            });
            file.Write(Encoding.UTF8.GetBytes(text + "\n"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TraceException.Of(path, error);
        }
    }

    /// <summary>Writes a setting; false when the kernel lacks it or refuses.</summary>
    public static bool TryWrite(string path, string text)
    {
        try
        {
            Write(path, text);
            return true;
        }
        catch (TraceException)
        {
            return false;
        }
    }
}
