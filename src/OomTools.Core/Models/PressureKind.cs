namespace OomTools;

/// <summary>Whose time counts as lost.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum PressureKind : long
{
    /// <summary>Some task waited for memory while others could work.</summary>
    Some,

    /// <summary>All tasks that had work waited for memory: nothing was done.</summary>
    Full,
}
