using System.Management.Automation;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>A cmdlet that reads files of the running kernel, or of a captured system.</summary>
public abstract class SystemRootCommand : OomCommand
{
    /// <summary>The root of a captured system.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (Open() is { } root)
                Read(root);
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            // Ctrl+C: the pipeline ends without a word.
        }
    }

    /// <summary>Reads and writes what the cmdlet is about.</summary>
    private protected abstract void Read(SystemRoot root);

    /// <summary>What a file said; null after an error record.</summary>
    internal T? ValueOf<T>(SystemRoot root, SystemReading<T> reading)
        where T : class
    {
        if (reading.Value is null)
            WriteError(SystemErrors.Of(root, reading.Path, reading.Status, reading.Error));
        return reading.Value;
    }

    private SystemRoot? Open()
    {
        if (Root is not null)
        {
            if (PathResolution.Directory(this, Root) is { } directory)
                return new SystemRoot(directory);
            WriteError(SystemErrors.RootNotFound(Root));
        }
        else if (OperatingSystem.IsLinux())
        {
            return new SystemRoot();
        }
        else
        {
            WriteError(SystemErrors.LiveSourceNeedsLinux());
        }

        return null;
    }
}
