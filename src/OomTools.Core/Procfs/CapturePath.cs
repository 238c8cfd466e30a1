namespace OomTools.Procfs;

/// <summary>
/// Resolves a path inside a captured tree as the captured machine would have: a symbolic link leads to a place inside the
/// tree, never out of it. Captures come from other people.
/// </summary>
internal static class CapturePath
{
    // As many as the kernel follows (MAXSYMLINKS).
    private const int MaximumLinks = 40;

    // PATH_MAX, with room: links may add components without end.
    private const int MaximumComponents = 4096;

    /// <summary>The path on this machine, or null when the links go round in circles.</summary>
    public static string? Resolve(string root, string path)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        var resolved = new List<string>();
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                if (resolved.Count > 0)
                    resolved.RemoveAt(resolved.Count - 1);
                continue;
            }
            resolved.Add(name);
            if (LinkTarget(Join(root, resolved)) is not { } target)
                continue;
            if (++links > MaximumLinks || pending.Count > MaximumComponents)
                return null;
            resolved.RemoveAt(resolved.Count - 1);
            if (target.StartsWith('/'))
                resolved.Clear();
            Push(pending, target);
        }
        return Join(root, resolved);
    }

    private static string Join(string root, List<string> names) => names.Count == 0 ? root : Path.Combine(root, Path.Combine([.. names]));

    private static void Push(Stack<string> pending, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
                pending.Push(names[i]);
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
