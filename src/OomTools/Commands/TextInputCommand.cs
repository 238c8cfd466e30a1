using System.Management.Automation;
using OomTools.Errors;

namespace OomTools.Commands;

/// <summary>A cmdlet that reads text: of files named with wildcards or exactly, or from the pipeline, on which also objects that stand for files come.</summary>
public abstract class TextInputCommand : OomCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
    private protected const string InputObjectSet = "InputObject";

    /// <summary>Files; wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files, named exactly.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Text, or files.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>Takes the files or the text of the present parameter set; nothing when it is about something else.</summary>
    private protected void TakeInput()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                TakeFiles(Path.SelectMany(Expand));
                break;
            case LiteralPathSet:
                TakeFiles(LiteralPath.SelectMany(Literal));
                break;
            case InputObjectSet when InputObject is not null:
                Take(InputObject);
                break;
        }
    }

    /// <summary>The files that a path with wildcards means; none after an error record.</summary>
    private protected virtual IEnumerable<string> Expand(string path) => PathResolution.Expand(this, path);

    /// <summary>The file that a path without wildcards means; none after an error record.</summary>
    private protected virtual IEnumerable<string> Literal(string path) => PathResolution.Literal(this, path) is string file ? [file] : [];

    /// <summary>Takes files that parameters name.</summary>
    private protected abstract void TakeFiles(IEnumerable<string> files);

    /// <summary>Takes a file that an object on the pipeline stands for.</summary>
    private protected virtual void TakeFile(string file) => TakeFiles([file]);

    /// <summary>Takes text from the pipeline: a line or many.</summary>
    private protected abstract void TakeText(string text);

    /// <summary>Takes an object on the pipeline that is neither text nor a file; false when it is of no use.</summary>
    private protected virtual bool TryTake(PSObject input) => false;

    private void Take(PSObject input)
    {
        if (PipelineInput.IsText(input, out string text))
            TakeText(text);
        else if (TryTake(input))
            return;
        else if (PipelineInput.PathOf(input) is string path)
            Array.ForEach([.. Literal(path)], TakeFile);
        else
            WriteError(LogErrors.InputNotSupported(input));
    }
}
