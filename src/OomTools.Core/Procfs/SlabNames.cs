using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// <c>/sys/kernel/slab</c>: which names share one cache, and whether its memory is reclaimable. SLUB merges caches of one
/// size and kind; each name is then a symbolic link to a directory such as <c>:a-0000192</c>. Captures keep the links as a
/// text file (<c>slab-links.txt</c>), since they are not links any more once copied.
/// </summary>
internal sealed class SlabNames : ISlabLookup
{
    private const string Directory = "/sys/kernel/slab";
    private const string CapturedLinks = "/slab-links.txt";

    private readonly Dictionary<string, string> _targets = [];
    private readonly Dictionary<string, List<string>> _names = [];
    private readonly Dictionary<string, bool?> _reclaimable = [];
    private readonly Dictionary<string, string[]> _aliases = [];
    private readonly SystemRoot _root;
    private bool _isRead;

    private SlabNames(SystemRoot root) => _root = root;

    /// <summary>Whether they are the running kernel's, which has no need to be read before it is asked.</summary>
    public bool IsLive => _root.IsLive;

    /// <summary>The names; null where a capture has none. Those of the running kernel are read when they are asked for.</summary>
    public static SlabNames? Read(SystemRoot root)
    {
        var names = new SlabNames(root);
        if (root.IsLive)
            return names;
        names.ReadOnce();
        return names._targets.Count > 0 ? names : null;
    }

    /// <summary>Other names that share the cache, sorted; empty for a cache of its own.</summary>
    public string[] AliasesOf(string name)
    {
        lock (_targets)
        {
            ReadOnce();
            if (!_targets.TryGetValue(name, out string? target))
                return [];
            if (!_aliases.TryGetValue(name, out string[]? aliases))
                _aliases.Add(name, aliases = [.. _names[target].Where(other => other != name).Order(StringComparer.Ordinal)]);
            return aliases;
        }
    }

    /// <summary>Whether a cache counts as reclaimable (<c>reclaim_account</c>); null where that is not to be seen.</summary>
    public bool? IsReclaimable(string name)
    {
        lock (_targets)
        {
            ReadOnce();
            // A cache's kind never changes, so that reading slabinfo again reads no more than slabinfo.
            if (!_reclaimable.TryGetValue(name, out bool? isReclaimable))
                _reclaimable.Add(name, isReclaimable = ReadIsReclaimable(name));
            return isReclaimable;
        }
    }

    private void ReadOnce()
    {
        if (!_isRead && !ReadLinks())
            ReadCapturedLinks();
        _isRead = true;
    }

    private bool? ReadIsReclaimable(string name)
    {
        if (name.Contains('/') || name is "." or "..")
            return null;
        using (SystemFile file = _root.Read($"{Directory}/{name}/reclaim_account"))
        {
            if (KernelNumber.TryParsePrefix(file.Content, out long value))
                return value != 0;
        }
        // A merged cache's directory is named ":" + letters of its kind + "-" + size; a is reclaimable.
        if (!_targets.TryGetValue(name, out string? target) || target.Length == 0 || target[0] != ':')
            return null;
        int flags = 1;
        while (flags < target.Length && !char.IsAsciiDigit(target[flags]))
        {
            if (target[flags++] == 'a')
                return true;
        }
        return false;
    }

    private bool ReadLinks()
    {
        if (_root.Resolve(Directory) is not { } hostPath)
            return false;
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(hostPath).EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is { } target)
                    Add(entry.Name, Path.GetFileName(target));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        return _targets.Count > 0;
    }

    private void ReadCapturedLinks()
    {
        if (_root.IsLive)
            return;
        using SystemFile file = _root.Read(CapturedLinks);
        foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
        {
            int arrow = line.IndexOf(" -> "u8);
            if (arrow > 0)
                Add(Encoding.UTF8.GetString(line[..arrow]), Encoding.UTF8.GetString(line[(arrow + 4)..]));
        }
    }

    private void Add(string name, string target)
    {
        if (!_targets.TryAdd(name, target))
            return;
        if (!_names.TryGetValue(target, out List<string>? names))
            _names.Add(target, names = []);
        names.Add(name);
    }
}
