namespace OomTools.Logs;

/// <summary>What kinds of bytes a line holds. Each saves the readers of lines a search of their own.</summary>
[Flags]
internal enum LineTraits : byte
{
    None = 0,

    /// <summary>Control characters other than a tab.</summary>
    Control = 1,

    /// <summary>A backslash or a hash: what escapes begin with.</summary>
    Mark = 2,

    /// <summary>Bytes above 0x7f.</summary>
    NonAscii = 4,

    /// <summary>Not looked at.</summary>
    Unknown = Control | Mark | NonAscii,
}
