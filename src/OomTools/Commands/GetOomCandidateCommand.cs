using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Lists processes in the order in which the kernel would kill them.</summary>
[Cmdlet(VerbsCommon.Get, "OomCandidate", DefaultParameterSetName = MachineSet)]
[OutputType(typeof(OomCandidate))]
public sealed class GetOomCandidateCommand : SystemRootCommand
{
    private const string MachineSet = "Machine";
    private const string CgroupSet = "Cgroup";
    private const string NodeSet = "Node";

    /// <summary>For more than the first ones the kernel would have to walk all page tables of the machine.</summary>
    private const int FreeableCount = 10;

    /// <summary>Processes of these names.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProcessNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>As if this cgroup's limit were hit.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CgroupSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CgroupCompleter))]
    public string CgroupPath { get; set; } = "";

    /// <summary>As if these nodes were short of memory for a request that is bound to them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NodeSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public int[] Node { get; set; } = [];

    /// <summary>Only so many, those first that are killed first.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>Kernel threads too, which are never killed.</summary>
    [Parameter]
    public SwitchParameter IncludeKernelThread { get; set; }

    /// <summary>What each kill would free, not that of the first ten only.</summary>
    [Parameter]
    public SwitchParameter IncludeFreeable { get; set; }

    private protected override void Read(SystemRoot root)
    {
        CgroupHierarchy? hierarchy = CgroupHierarchy.Find(root);
        if (ReadDomain(root, hierarchy) is not { } domain)
            return;

        ProcessMemory[] processes = ReadProcesses(root);
        if (processes.Length == 0)
        {
            if (!Stopped.IsCancellationRequested)
                WriteError(SystemErrors.NoProcesses(root));
            return;
        }

        new CandidateWarnings(this, root).Write(domain, processes);
        OomCandidate[] candidates = Select(CandidateOrder.Of(processes, domain));
        var details = new CandidateDetails(root, hierarchy, domain.CgroupPath);
        for (int i = 0; i < candidates.Length && !Stopped.IsCancellationRequested; i++)
        {
            details.AddGroup(candidates[i]);
            if (i < FreeableCount || IncludeFreeable)
                details.AddFreeable(candidates[i]);
            candidates[i].StartTime = ProcessStat.ReadStart(root, candidates[i].Pid);
            WriteObject(candidates[i]);
        }
    }

    private OomDomain? ReadDomain(SystemRoot root, CgroupHierarchy? hierarchy) => ParameterSetName switch
    {
        CgroupSet => new CandidateDomain(this, root).OfCgroup(hierarchy, CgroupPath),
        NodeSet => new CandidateDomain(this, root).OfNodes(Node),
        _ => ValueOf(root, OomDomains.OfMachine(root)),
    };

    private ProcessMemory[] ReadProcesses(SystemRoot root)
    {
        try
        {
            return ProcessTable.Read(root, Stopped);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: the pipeline ends without a word.
            return [];
        }
    }

    private OomCandidate[] Select(OomCandidate[] candidates)
    {
        if (!IncludeKernelThread)
            candidates = Array.FindAll(candidates, candidate => candidate.Exemption != OomExemption.KernelThread);
        candidates = new NameFilter(Name, "process").Select(this, candidates, (candidate, pattern) => pattern.IsMatch(candidate.Name));
        return Top > 0 && Top < candidates.Length ? candidates[..Top] : candidates;
    }
}
