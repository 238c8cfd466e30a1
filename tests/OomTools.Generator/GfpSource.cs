namespace OomTools.Generator;

/// <summary>Masks a request can have, with the names each kernel prints for them.</summary>
internal static class GfpSource
{
    /// <summary>GFP_KERNEL.</summary>
    public static (ulong Mask, string Names) Kernel(KernelEra era) => (Value(era, Mask.Kernel), "GFP_KERNEL");

    /// <summary>GFP_ATOMIC.</summary>
    public static (ulong Mask, string Names) Atomic(KernelEra era) => (Value(era, Mask.Atomic), "GFP_ATOMIC");

    /// <summary>GFP_HIGHUSER_MOVABLE, on a user's page fault.</summary>
    public static (ulong Mask, string Names) User(KernelEra era) => (Value(era, Mask.User), "GFP_HIGHUSER_MOVABLE");

    /// <summary>GFP_KERNEL with __GFP_COMP, of a large kernel buffer.</summary>
    public static (ulong Mask, string Names) Compound(KernelEra era) =>
        (Value(era, Mask.Kernel) | (era.Version >= 502 || era.Vendor == "el9" ? 0x40000UL : 0x4000UL), "GFP_KERNEL|__GFP_COMP");

    private enum Mask
    {
        Kernel,
        Atomic,
        User,
    }

    private static ulong Value(KernelEra era, Mask mask)
    {
        int version = era.Like(206, 310, 418, 418, 514);
        ulong[] values = version switch
        {
            <= 403 => [0xd0, 0x20, 0x200da],
            <= 409 => [0x24000c0, 0x2080020, 0x24200ca],
            <= 417 => [0x14000c0, 0x1080020, 0x14200ca],
            <= 500 => [0x6000c0, 0x480020, 0x6200ca],
            <= 602 => [0xcc0, 0xa20, 0x100cca],
            _ => [0xcc0, 0x820, 0x100cca],
        };
        return values[(int)mask];
    }
}
