using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>How the records of a measurement are read.</summary>
internal interface IShrinkerSource : IDisposable
{
    /// <summary>Reads what there is. True when nothing is left for now.</summary>
    public bool Read();

    /// <summary>Reads the rest, after recording has stopped.</summary>
    public void ReadToEnd();

    /// <summary>What was read, for objects.</summary>
    /// <param name="tasks">Names of tasks that the kernel has saved.</param>
    public ShrinkerTrace Complete(TaskNames tasks);
}
