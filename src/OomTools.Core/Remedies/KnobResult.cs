namespace OomTools.Remedies;

/// <summary>What became of a write to a file of the kernel.</summary>
/// <param name="Status">Whether it was done.</param>
/// <param name="ErrorNumber">The kernel's error number; 0 for none.</param>
/// <param name="Error">The operating system's words; null without an error.</param>
internal readonly record struct KnobResult(KnobStatus Status, int ErrorNumber = 0, string? Error = null);
