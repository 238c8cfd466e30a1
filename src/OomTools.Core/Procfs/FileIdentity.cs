namespace OomTools.Procfs;

/// <summary>Which file it is, whatever it is called. A number is used again once its file is gone.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);
