namespace OomTools.Oom;

/// <summary>
/// A frame of a call trace: <c> symbol+0x…/0x… [module]</c>, up to 4.9 with the address in front; "? " marks a frame
/// that is only left over on the stack. Other architectures differ in what stands around the symbol.
/// </summary>
internal static class CallTraceLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> function, out bool isReliable)
    {
        function = default;
        isReliable = true;
        int plus = line.IndexOf("+0x"u8);
        if (plus <= 0)
        {
            return false;
        }

        int start = line[..plus].LastIndexOfAny(" (>"u8) + 1;
        function = line[start..plus];
        ReadOnlySpan<byte> before = line[..start].TrimEnd((byte)' ');
        // "RIP: 0010:symbol+0x…" is where the processor was, not a frame.
        if (function.IsEmpty || function.Contains((byte)':') || before.EndsWith(":"u8) && !before.StartsWith("Call"u8))
        {
            return false;
        }

        isReliable = !before.EndsWith("?"u8);
        if (!isReliable)
        {
            // "? symbol" stands in the line itself: hand it out with its mark.
            int mark = line[..start].LastIndexOf((byte)'?');
            function = start - mark == 2 ? line[mark..plus] : function;
        }

        return true;
    }
}
