using System.Globalization;
using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Benchmarks;

/// <summary>Shows one generated report, for a look at what a failed property test read.</summary>
internal static class PrintCommand
{
    public static int Run(string[] args)
    {
        if (args.Length < 3)
        {
            Console.Error.WriteLine($"Eras: {string.Join(' ', KernelEra.All)}");
            Console.Error.WriteLine($"Kinds: {string.Join(' ', Enum.GetNames<ReportKind>())}");
            Console.Error.WriteLine($"Containers: {string.Join(' ', LogContainers.All)}");
            return 2;
        }
        KernelEra era = KernelEra.All.Single(one => one.Name == args[0]);
        LogWriter writer = new(LogContainers.All.Single(one => one.Name == args[2]));
        int seed = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1;
        writer.Add(ReportSource.Create(seed, era, Enum.Parse<ReportKind>(args[1], ignoreCase: true)));
        using Stream output = Console.OpenStandardOutput();
        output.Write(writer.ToBytes());
        return 0;
    }
}
