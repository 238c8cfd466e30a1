using BenchmarkDotNet.Attributes;
using OomTools.Analysis;
using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Benchmarks;

/// <summary>The parts of reading a log, one by one.</summary>
[MemoryDiagnoser]
public class PartBenchmarks
{
    private byte[] _noise = [];
    private byte[] _report = [];
    private OomReport? _parsed;

    /// <summary>Makes the inputs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _noise = LogMaker.Noise(1);
        KernelEra era = KernelEra.All.Single(one => one.Name == "6.12");
        LogWriter writer = new(LogContainers.Dmesg);
        writer.Add(ReportSource.Create(1, era, ReportKind.Global, isNasty: false, taskCount: 100));
        _report = writer.ToBytes();
        using OomLogReader reader = new(new MemoryStream(_report), Measure.Options);
        _parsed = reader.Read();
    }

    /// <summary>4 MiB of lines without a report.</summary>
    [Benchmark]
    public int SearchMarkers() => Measure.Read(new MemoryStream(_noise));

    /// <summary>A report with 100 tasks, from bytes to a diagnosed object.</summary>
    [Benchmark]
    public int ParseReport() => Measure.Read(new MemoryStream(_report));

    /// <summary>The verdict alone.</summary>
    [Benchmark]
    public void Diagnose() => Diagnosis.Explain(_parsed!);
}
