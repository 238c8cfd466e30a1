using OomTools.Shrinkers;

namespace OomTools.Live.Tests;

/// <summary>No test: what a process of its own runs until another test kills it.</summary>
public class Victim
{
    [Fact(Explicit = true)]
    public async Task Measures_until_it_is_killed()
    {
        using ShrinkerMeasurement measurement = ShrinkerMeasurement.Start(new ShrinkerMeasurementOptions());
        await Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
