using System.Globalization;
using OomTools.Generator.Containers;

namespace OomTools.Benchmarks;

/// <summary>A process of its own that reads one log and says what memory that took: peaks of one process do not go down again.</summary>
internal static class MemoryProbe
{
    /// <summary>Arguments: a number of bytes to make on the way, or a path.</summary>
    public static int Run(string[] args)
    {
        bool isSize = long.TryParse(args[0], CultureInfo.InvariantCulture, out long size);
        int reports = isSize ? Measure.Read(new PartsStream(LogMaker.Dense(LogContainers.Dmesg, size))) : Measure.ReadFile(args[0]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Measure.PeakMemory()} {reports}"));
        return 0;
    }

    /// <summary>Starts such a process; gives its peak.</summary>
    public static (long Peak, int Reports) Ask(string argument)
    {
        System.Diagnostics.ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(MemoryProbe).Assembly.Location);
        start.ArgumentList.Add("memory");
        start.ArgumentList.Add(argument);
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string[] answer = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return (long.Parse(answer[0], CultureInfo.InvariantCulture), int.Parse(answer[1], CultureInfo.InvariantCulture));
    }
}
