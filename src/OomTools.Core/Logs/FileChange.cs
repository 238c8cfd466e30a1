namespace OomTools.Logs;

/// <summary>What became of a followed file at whose end nothing more can be read.</summary>
internal enum FileChange : byte
{
    /// <summary>Nothing: it may grow.</summary>
    None,

    /// <summary>It is there now.</summary>
    Appeared,

    /// <summary>Its name stands for another file, in which nothing is written yet: more may come in the old one.</summary>
    Awaited,

    /// <summary>Its name stands for another file, in which something is written already: nothing more comes in the old one.</summary>
    Replaced,

    /// <summary>It is shorter than what was read of it.</summary>
    Truncated,
}
