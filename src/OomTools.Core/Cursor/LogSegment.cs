namespace OomTools.Cursor;

/// <summary>A file to read, or what is new in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="From">Where to go on; null to begin at its beginning.</param>
internal sealed record LogSegment(string Path, FilePosition? From);
