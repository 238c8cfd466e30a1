namespace OomTools;

/// <summary>How a report ended.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum OomOutcome : long
{
    /// <summary>The log ends, or is cut, before it says.</summary>
    Unknown = 0,

    /// <summary>At least one process was killed.</summary>
    Killed,

    /// <summary>No process could be killed and the machine went on (or the log does not show that it did not).</summary>
    NoKillableProcess,

    /// <summary>The kernel panicked: <c>vm.panic_on_oom</c>, or no process left to kill.</summary>
    Panicked,

    /// <summary>The request failed and its caller had to cope; nobody was killed.</summary>
    AllocationFailed,
}
