namespace OomTools;

/// <summary>Whose time counts as lost.</summary>
public enum PressureKind
{
    /// <summary>Some task waited for memory while others could work.</summary>
    Some,

    /// <summary>All tasks that had work waited for memory: nothing was done.</summary>
    Full,
}
