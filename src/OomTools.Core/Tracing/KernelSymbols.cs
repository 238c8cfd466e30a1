using System.Buffers.Text;
using System.Text;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>
/// Names of the kernel's functions, from <c>/proc/kallsyms</c>. Without the right to see addresses (not root, or
/// <c>kernel.kptr_restrict</c> 2) all of them are 0 there, and nothing is found.
/// </summary>
internal sealed class KernelSymbols : IDisposable
{
    public const string Path = "/proc/kallsyms";

    // A distribution's kernel with its modules has about 200 000.
    private const int FirstCapacity = 1 << 18;

    // Beyond the last function of a region lies no function: a wild address is not "the last function, 2 GB on".
    private const ulong LargestFunction = 1 << 20;

    private const int Beginning = 64 << 10;

    private readonly SystemFile _file;
    private readonly ulong[] _addresses;
    private readonly int[] _lines;

    private KernelSymbols(SystemFile file, ulong[] addresses, int[] lines)
    {
        _file = file;
        _addresses = addresses;
        _lines = lines;
    }

    /// <summary>Reads the running kernel's symbols.</summary>
    public static KernelSymbols Read(SystemRoot root) => Read(root.Read(Path));

    /// <summary>
    /// Whether the running kernel shows addresses to this process; reads the beginning of the file only. Symbols of per-CPU data, which
    /// come first, have small addresses, but not all of them 0.
    /// </summary>
    public static bool AreVisible()
    {
        byte[] buffer = new byte[Beginning];
        int length = NativeFile.Read(Encoding.ASCII.GetBytes(Path + '\0'), buffer);
        return HasAddress(buffer.AsSpan(0, Math.Max(0, length)));
    }

    internal static bool HasAddress(ReadOnlySpan<byte> text)
    {
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (Utf8Parser.TryParse(line, out ulong address, out _, 'x') && address != 0)
                return true;
        }
        return false;
    }

    internal static KernelSymbols Read(SystemFile file)
    {
        var addresses = new List<ulong>(FirstCapacity);
        var lines = new List<int>(FirstCapacity);
        ReadOnlySpan<byte> text = file.Content;
        int at = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            // "ffffffff81234560 t super_cache_scan\t[module]"; only code.
            if (Utf8Parser.TryParse(line, out ulong address, out int length, 'x') && address != 0
                && length + 3 < line.Length && line[length + 1] is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W')
            {
                addresses.Add(address);
                lines.Add(at);
            }
            at += line.Length + 1;
        }
        ulong[] sorted = [.. addresses];
        int[] order = [.. lines];
        Array.Sort(sorted, order);
        return new KernelSymbols(file, sorted, order);
    }

    /// <summary>Whether addresses are to be seen.</summary>
    public bool IsKnown => _addresses.Length > 0;

    /// <summary>The function an address lies in; null when it is in none that is known.</summary>
    public KernelSymbol? Find(ulong address)
    {
        int index = Array.BinarySearch(_addresses, address);
        if (index < 0)
            index = ~index - 1;
        if (index < 0 || address - _addresses[index] > LargestFunction)
            return null;
        // Several names for one address: the first of the file, which is the one the kernel prints.
        int line = _lines[index];
        for (int i = index - 1; i >= 0 && _addresses[i] == _addresses[index]; i--)
            line = Math.Min(line, _lines[i]);
        for (int i = index + 1; i < _addresses.Length && _addresses[i] == _addresses[index]; i++)
            line = Math.Min(line, _lines[i]);
        return Parse(line, address - _addresses[index]);
    }

    public void Dispose() => _file.Dispose();

    private KernelSymbol Parse(int at, ulong offset)
    {
        ReadOnlySpan<byte> line = _file.Content[at..];
        int end = line.IndexOf((byte)'\n');
        var fields = new FieldCursor(end < 0 ? line : line[..end]);
        fields.Next();
        fields.Next();
        string name = Encoding.UTF8.GetString(fields.Next());
        ReadOnlySpan<byte> module = fields.Next().Trim("[]"u8);
        return new KernelSymbol(name, module.IsEmpty ? null : Encoding.UTF8.GetString(module), offset);
    }
}
