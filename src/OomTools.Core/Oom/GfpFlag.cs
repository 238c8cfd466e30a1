namespace OomTools.Oom;

/// <summary>The meaning of one GFP bit; which bit it is depends on the kernel, see <see cref="GfpBitTable"/>.</summary>
[Flags]
internal enum GfpFlag : ulong
{
    None = 0,
    Dma = 1UL << 0,
    HighMem = 1UL << 1,
    Dma32 = 1UL << 2,
    Movable = 1UL << 3,
    Reclaimable = 1UL << 4,
    High = 1UL << 5,
    Io = 1UL << 6,
    Fs = 1UL << 7,
    Cold = 1UL << 8,
    Write = 1UL << 9,
    NoWarn = 1UL << 10,
    RetryMayFail = 1UL << 11,
    NoFail = 1UL << 12,
    NoRetry = 1UL << 13,
    MemAlloc = 1UL << 14,
    Comp = 1UL << 15,
    Zero = 1UL << 16,
    NoMemAlloc = 1UL << 17,
    HardWall = 1UL << 18,
    ThisNode = 1UL << 19,
    Atomic = 1UL << 20,
    Account = 1UL << 21,
    NoTrack = 1UL << 22,
    NoKswapd = 1UL << 23,
    DirectReclaim = 1UL << 24,
    OtherNode = 1UL << 25,
    KswapdReclaim = 1UL << 26,
    NoLockdep = 1UL << 27,
    ZeroTags = 1UL << 28,
    SkipZero = 1UL << 29,
    SkipKasan = 1UL << 30,
    SkipKasanPoison = 1UL << 31,
    NoObjExt = 1UL << 32,

    Reclaim = DirectReclaim | KswapdReclaim,
    Kernel = Reclaim | Io | Fs,
    User = Kernel | HardWall,
    HighUserMovable = User | HighMem | Movable,

    // Before 4.8 also NoRetry, which the number tells; no reclaim at all, which makes it "light".
    TransHugeLight = HardWall | HighMem | Movable | Io | Fs | Comp | NoMemAlloc | NoWarn,
}
