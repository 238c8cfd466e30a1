namespace OomTools.Sites;

/// <summary>A place in the kernel's code as <c>%pS</c> prints it: <c>oomleak_cache+0x2a/0x60 [oomleak]</c>.</summary>
internal readonly ref struct SymbolText
{
    private SymbolText(ReadOnlySpan<byte> text, ReadOnlySpan<byte> function, ReadOnlySpan<byte> module)
    {
        Text = text;
        Function = function;
        Module = module;
    }

    /// <summary>Function with offset and size, without the module.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Name of the function, of an inlined part too (<c>kmem_cache_alloc.part.0</c>); the address where there is no name.</summary>
    public ReadOnlySpan<byte> Function { get; }

    /// <summary>Module; empty for the kernel itself.</summary>
    public ReadOnlySpan<byte> Module { get; }

    /// <summary>What follows <c>[&lt;ffffffff811682c4&gt;] </c>, which stacks bore up to 4.x.</summary>
    public static ReadOnlySpan<byte> WithoutAddress(ReadOnlySpan<byte> text) =>
        text.StartsWith("[<"u8) && text.IndexOf(">] "u8) is >= 0 and int end ? text[(end + ">] ".Length)..] : text;

    /// <summary>Reads a symbol from the beginning of a text, and takes it off. Empty when there is none.</summary>
    public static SymbolText Take(scoped ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = WithoutAddress(text.TrimStart((byte)' '));
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> symbol = end < 0 ? rest : rest[..end];
        rest = rest[symbol.Length..];
        ReadOnlySpan<byte> module = default;
        // The module may bear a build id: [oomleak 2f…].
        if (rest.StartsWith(" ["u8) && rest.IndexOf((byte)']') is > 2 and int close)
        {
            module = rest[2..close];
            if (module.IndexOf((byte)' ') is > 0 and int blank)
                module = module[..blank];
            rest = rest[(close + 1)..];
        }
        text = rest;
        int plus = symbol.IndexOf((byte)'+');
        return new SymbolText(symbol, plus > 0 ? symbol[..plus] : symbol, module);
    }
}
