namespace OomTools.Tracing;

/// <summary>The function an address lies in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Module">The module it is part of; null for the kernel itself.</param>
/// <param name="Offset">How far into it the address lies.</param>
internal sealed record KernelSymbol(string Name, string? Module, ulong Offset);
