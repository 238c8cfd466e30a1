using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>
/// Victims by their cgroup whom no limit of their own cgroup killed: the machine's memory or a limit further up was exhausted. The
/// kernel counts them in the victim's cgroup.
/// </summary>
internal sealed class OtherKills
{
    /// <summary>Cgroups that are kept apart: more than a machine has at once.</summary>
    private const int Most = 50_000;

    private readonly Dictionary<(string? Limited, string Victim), long> _kills = [];

    public void Add(OomReport report)
    {
        foreach (OomVictim victim in report.Victims)
        {
            if (victim.Cgroup is { } cgroup && cgroup != report.CgroupPath && (_kills.Count < Most || _kills.ContainsKey((report.CgroupPath, cgroup))))
                _kills[(report.CgroupPath, cgroup)] = Total.Add(_kills.GetValueOrDefault((report.CgroupPath, cgroup)), 1);
        }
    }

    /// <summary>Those in a cgroup and below it whom a limit outside of it killed.</summary>
    public long Within(string path)
    {
        long sum = 0;
        foreach (((string? limited, string victim), long count) in _kills)
        {
            if (KernelKills.IsWithin(victim, path) && !KernelKills.IsWithin(limited, path))
                sum = Total.Add(sum, count);
        }

        return sum;
    }
}
