using System.Management.Automation;

namespace OomTools.Commands;

/// <summary>A cmdlet that reads logs and lets only some of their reports through.</summary>
public abstract class ReportFilterCommand : TextInputCommand
{
    /// <summary>Reports at or after this time.</summary>
    [Parameter]
    public DateTime? After { get; set; }

    /// <summary>Reports at or before this time.</summary>
    [Parameter]
    public DateTime? Before { get; set; }

    /// <summary>Reports of these kinds.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public OomKind[]? Kind { get; set; }

    /// <summary>Reports with one of these causes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public OomCause[]? Cause { get; set; }

    /// <summary>Reports whose trigger or one of whose victims has such a name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Reports from such a host.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? HostName { get; set; }

    /// <summary>The filter that the parameters make.</summary>
    protected OomReportFilter? CreateFilter() =>
        After is null && Before is null && Kind is null && Cause is null && Name is null && HostName is null
            ? null
            : new OomReportFilter
            {
                After = After?.ToUniversalTime(),
                Before = Before?.ToUniversalTime(),
                Kinds = Kind,
                Causes = Cause,
                Name = Wildcards(Name),
                HostName = Wildcards(HostName),
            };

    private static Func<string, bool>? Wildcards(string[]? patterns)
    {
        if (patterns is null)
            return null;

        WildcardPattern[] compiled = Array.ConvertAll(patterns, pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase));
        return name => Array.Exists(compiled, pattern => pattern.IsMatch(name));
    }
}
