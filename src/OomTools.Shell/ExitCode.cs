namespace OomTools.Shell;

/// <summary>Exit codes, as pwsh and other programs have them.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>EX_USAGE, which pwsh also answers to arguments it does not know.</summary>
    public const int BadArguments = 64;

    /// <summary>What a shell says of a program that a signal ended.</summary>
    public const int SignalBase = 128;

    public const int Interrupted = SignalBase + 2;
    public const int OutputClosed = SignalBase + 13;
    public const int Terminated = SignalBase + 15;
}
