namespace OomTools;

/// <summary>Whether a file of the kernel could be read.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum SystemFileStatus : long
{
    /// <summary>It was read.</summary>
    Ok,

    /// <summary>There is none: another kernel version or configuration, or the capture lacks it.</summary>
    Missing,

    /// <summary>The user may not read it; most often it needs root.</summary>
    PermissionDenied,

    /// <summary>It was read, but is not what its name says.</summary>
    Unrecognized,

    /// <summary>It is larger than any file of its kind can be.</summary>
    TooLarge,

    /// <summary>It is no plain file, or reading it failed.</summary>
    Failed,
}
