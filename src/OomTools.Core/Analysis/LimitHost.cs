namespace OomTools.Analysis;

/// <summary>
/// The open windows of one host and clock, those opened first first. Hosts are apart because their logs may be read side by side, each
/// at a time of its own; within one, time that passes for one key passes for all.
/// </summary>
internal sealed class LimitHost((OomClock Clock, string Name) name)
{
    public (OomClock Clock, string Name) Name => name;

    public LinkedList<LimitWindow> Windows { get; } = new();
}
