using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Formatting;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Says where the kernel would do something else than kill the first of the list.</summary>
internal sealed class CandidateWarnings(Cmdlet cmdlet, SystemRoot root)
{
    /// <summary>Looks at the settings of the kernel and at what this user sees.</summary>
    public void Write(OomDomain domain, ProcessMemory[] processes)
    {
        bool isCgroup = domain.CgroupPath is not null;
        long panic = Number("/proc/sys/vm/panic_on_oom");
        if (panic == 2 || (panic == 1 && !isCgroup && domain.Nodes is null))
            cmdlet.WriteWarning("vm.panic_on_oom is set: the kernel would kill nobody but panic.");
        if (!isCgroup && Number("/proc/sys/vm/oom_kill_allocating_task") != 0)
            cmdlet.WriteWarning("vm.oom_kill_allocating_task is set: the kernel kills whoever asks for memory. The order holds where that task may not be killed.");
        if (domain.IsUnlimited)
            cmdlet.WriteWarning($"Neither the cgroup '{OomView.Text(domain.CgroupPath)}' nor one above it has a limit: the kernel would choose among all processes of the machine.");
        else if (domain.LimitedBy is not null)
            cmdlet.WriteWarning($"The cgroup '{OomView.Text(domain.CgroupPath)}' has no limit of its own: at the limit of '{OomView.Text(domain.LimitedBy)}' the kernel chooses among all that is below that.");
        if (isCgroup && IsKillDisabled(domain.CgroupPath!))
            cmdlet.WriteWarning("memory.oom_control disables kills in this cgroup: its tasks wait at the limit instead.");
        if (ProcessTable.HidesOthers(root, processes))
            cmdlet.WriteWarning("/proc hides the processes of other users (hidepid): the list is incomplete. Root sees all.");
    }

    // v1: oom_kill_disable 1
    private bool IsKillDisabled(string cgroupPath)
    {
        if (CgroupHierarchy.Find(root) is not { Version: 1 } hierarchy)
            return false;
        using SystemFile file = root.Read(hierarchy.DirectoryOf(cgroupPath) + "/memory.oom_control");
        return file.Content.IndexOf("oom_kill_disable 1"u8) >= 0;
    }

    private long Number(string path)
    {
        using SystemFile file = root.Read(path);
        return KernelNumber.TryParsePrefix(file.Content, out long value) ? value : 0;
    }
}
