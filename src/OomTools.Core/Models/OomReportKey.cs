namespace OomTools;

/// <summary>What reports have in common that count as one and the same trouble.</summary>
public enum OomReportKey
{
    /// <summary>The host; where the log names none, the log itself stands for it.</summary>
    HostName = 0,

    /// <summary>Who was limited.</summary>
    Kind,

    /// <summary>What filled the memory.</summary>
    Cause,

    /// <summary>Name of the first victim.</summary>
    VictimName,

    /// <summary>The cgroup whose limit was hit.</summary>
    CgroupPath,

    /// <summary>How the report ended.</summary>
    Outcome,

    /// <summary>Name of the task that asked for memory.</summary>
    TriggerName,
}
