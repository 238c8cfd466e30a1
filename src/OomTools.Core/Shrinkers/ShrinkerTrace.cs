namespace OomTools.Shrinkers;

/// <summary>A trace of shrinkers that was read, from whatever form.</summary>
/// <param name="Tally">The sums.</param>
/// <param name="Functions">Functions that occurred.</param>
/// <param name="TaskName">Names of tasks.</param>
/// <param name="Label">What is shown for a shrinker's address.</param>
internal sealed record ShrinkerTrace(ShrinkerTally Tally, ShrinkerFunctions Functions, Func<int, string?> TaskName, Func<ulong, string> Label);
