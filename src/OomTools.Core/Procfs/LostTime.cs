namespace OomTools.Procfs;

/// <summary>
/// Whether tasks really lost so much time since it was last asked. A trigger of a process without CAP_SYS_RESOURCE (since 6.4) fires too
/// early: the kernel takes all that was lost since boot for its first window's, so that the least loss afterwards is enough.
/// </summary>
/// <param name="total">Time lost since boot; null where it cannot be read.</param>
/// <param name="needed">What must be lost.</param>
internal sealed class LostTime(Func<TimeSpan?> total, TimeSpan needed)
{
    private TimeSpan? _before = total();

    /// <summary>False only where both totals are known and tell that it is less; then it counts from now.</summary>
    public bool IsEnough()
    {
        TimeSpan? now = total();
        if (now - _before < needed)
        {
            _before = now;
            return false;
        }

        return true;
    }
}
