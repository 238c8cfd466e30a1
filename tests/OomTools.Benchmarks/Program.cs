using BenchmarkDotNet.Running;

namespace OomTools.Benchmarks;

/// <summary>
/// <c>files</c> measures whole logs against grep and prints the bars; <c>shrinkers</c> and <c>sampling</c> measure traces; <c>storm</c> real kills; <c>parts</c> runs BenchmarkDotNet; <c>print</c>
/// shows a generated report.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "files":
                return FileRun.Run(FileOptions.Parse(args[1..]));
            case "memory":
                return MemoryProbe.Run(args[1..]);
            case "candidates":
                return CandidateRun.Run(args[1..]);
            case "shrinkers":
                return ShrinkerRun.Run();
            case "sampling":
                return SamplingRun.Run();
            case "limit":
                return LimitRun.Run();
            case "storm":
                return StormRun.Run();
            case "live":
                return LiveRun.Run(args[1..]);
            case "parts":
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length > 1 ? args[1..] : ["--filter", "*"]);
                return 0;
            case "print":
                return PrintCommand.Run(args[1..]);
            default:
                Console.Error.WriteLine("""
                    files [--size 1GiB] [--dense 256MiB] [--dir DIR] [--runs 5] [--full]
                          quiet and dense logs against the bars; --full writes the 4 GiB log to a file instead of making it on the way
                    candidates [COUNT]
                          the order of killing among COUNT (5000) sleeping processes of its own, against ps aux
                    shrinkers
                          traces of shrinkers, as text and binary, against 1,000,000 events a second; as root also what recording costs
                    sampling
                          as root: what watching all allocations costs (Get-AllocationSite -Duration), an event and a load, against the same load untraced
                    limit
                          1,000,000 reports through Limit and Limit | Summary against 1,000,000 a second; memory with a million keys
                    storm
                          as root: 300 kills in a small cgroup under Watch-OomReport, each object's delay after the kernel's line
                    live [SECONDS]
                          what reading the running kernel costs: parsing slabinfo against cat, Get-SlabInfo against slabtop, Get-VmStat -Interval
                    parts [BenchmarkDotNet options]
                    print ERA KIND CONTAINER [SEED]
                    """);
                return 2;
        }
    }
}
