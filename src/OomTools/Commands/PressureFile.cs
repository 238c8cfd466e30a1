namespace OomTools.Commands;

/// <summary>A file that tells pressure: of the machine, or of a cgroup.</summary>
internal sealed record PressureFile(string Path, string? Cgroup);
