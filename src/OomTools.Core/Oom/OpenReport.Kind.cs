using System.Text;

namespace OomTools.Oom;

/// <summary>Who was limited, and what one would expect of such a report but does not find.</summary>
internal sealed partial class OpenReport
{
    /// <summary>
    /// The constraint where the kernel names it (5.0 and later), otherwise what follows from the words of the kill and from
    /// the sections: a cgroup block makes a cgroup report, Mem-Info without one a report of the machine, whose request's
    /// nodes say whether a policy or a cpuset limited it.
    /// </summary>
    private OomKind Kind()
    {
        if (IsAllocationFailure)
        {
            return OomKind.AllocationFailure;
        }

        if (_isManual || _order == -1)
        {
            return OomKind.Manual;
        }

        if (_constraint is not null)
        {
            return _constraint switch
            {
                "CONSTRAINT_NONE" => OomKind.Global,
                "CONSTRAINT_MEMCG" => OomKind.Cgroup,
                "CONSTRAINT_CPUSET" => OomKind.Cpuset,
                "CONSTRAINT_MEMORY_POLICY" => OomKind.MemoryPolicy,
                _ => OomKind.Unknown,
            };
        }

        if (_reason == KillReason.Cgroup || HasCgroupBlock || _limitedCgroup is not null)
        {
            return OomKind.Cgroup;
        }

        if (_reason == KillReason.MemoryPolicy || IsPolicyBefore50())
        {
            return OomKind.MemoryPolicy;
        }

        bool isMachine = _reason is KillReason.OutOfMemory or KillReason.AllocatingTask
            || _outcome == OomOutcome.Panicked || HasMemInfo || _isLowMemoryKiller;
        return !isMachine ? OomKind.Unknown : IsCpusetBefore50() ? OomKind.Cpuset : OomKind.Global;
    }

    /// <summary>4.11 to 4.20 print the policy's nodes, "(null)" without one; 4.9 and 4.10 print nodes in any case.</summary>
    private bool IsPolicyBefore50() => _nodeMask is not null && KernelAge.PrintsNullNodeMask(_kernelVersion);

    /// <summary>A node of the machine, named by its huge page line, that the cpuset does not allow.</summary>
    private bool IsCpusetBefore50()
    {
        if (_memsAllowed is null || KernelAge.PrintsSummary(_kernelVersion))
        {
            return false;
        }

        foreach (HugePagePool huge in _hugePages)
        {
            if (!NodeList.Contains(_memsAllowed, huge.Node))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Sections that are not there, in the kernel's order. The task table counts although vm.oom_dump_tasks=0 leaves it
    /// out for good: without it nothing can be said about the processes, so the report is not complete.
    /// </summary>
    private string Missing(OomKind kind)
    {
        var missing = new StringBuilder();
        Expect(missing, "lines that the log lost", !HasLostLines);
        if (_isLowMemoryKiller || IsAllocationFailure && _section is LineKind.Slub && !_hasHeader)
        {
            return missing.ToString();
        }

        Expect(missing, "header", _hasHeader);
        Expect(missing, "process and kernel", _hasCpuLine);
        Expect(missing, "call trace", _frames.Count > 0);
        if (kind == OomKind.Cgroup)
        {
            Expect(missing, "cgroup usage", _counters.Count > 0);
            Expect(missing, "cgroup statistics", _hasStatistics || _kernelVersion is not null && !KernelAge.PrintsCgroupStatistics(_kernelVersion));
        }
        else
        {
            ExpectMemory(missing);
        }

        if (!IsAllocationFailure)
        {
            ExpectEnd(missing);
        }

        return missing.ToString();
    }

    private void ExpectMemory(StringBuilder missing)
    {
        if (!_pages.Any && _zones.Count == 0 && !_totals.Any)
        {
            Expect(missing, "Mem-Info", false);
            return;
        }

        // One of the first and one of the last values: the rows are one record, but may be cut.
        Expect(missing, "Mem-Info", _pages.Has(MemInfoLine.ActiveAnon) && _pages.Has(MemInfoLine.Free));
        bool zones = _zones.Count > 0;
        bool buddies = _zones.Count > 0;
        foreach (ZoneDraft zone in _zones)
        {
            zones &= zone.Values.Has(ZoneLine.Free);
            buddies &= zone.FreeBlocks.Count > 0;
        }

        Expect(missing, "zones", zones);
        Expect(missing, "free blocks", buddies);
        Expect(missing, "RAM", _totals.Has(TotalsLine.Ram) && _totals.Has(TotalsLine.Reserved));
    }

    private void ExpectEnd(StringBuilder missing)
    {
        // Without a row the heading alone is no table, but a cgroup without killable tasks may have none.
        Expect(missing, "tasks", _tasks.Count > 0 || _hasTasks && HasOutcome);
        bool isOver = HasOutcome && _victims.Count == 0;
        // Only what the report itself says counts: whether the log still holds the boot makes no difference.
        bool printsSummary = KernelAge.PrintsSummary(_kernelVersion) || _victims.Count > 0 && _victims[0].OomScoreAdj is not null;
        Expect(missing, "oom-kill line", isOver || _hasSummary || !printsSummary);
        Expect(missing, "kill line", isOver || _victims.Count > 0);
        if (_victims.Count > 0 && !_hasHeader && !HasMemInfo && !HasCgroupBlock && _tasks.Count == 0 && !_hasSummary)
        {
            missing.Append(" (kill line only: the kernel's rate limit or the console's log level held back the report)");
        }
    }

    private static void Expect(StringBuilder missing, string section, bool isThere)
    {
        if (!isThere)
        {
            (missing.Length > 0 ? missing.Append(", ") : missing).Append(section);
        }
    }
}
