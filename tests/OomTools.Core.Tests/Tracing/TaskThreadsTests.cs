using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Tests.Tracing;

public sealed class TaskThreadsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public TaskThreadsTests()
    {
        // A process of three threads, of which 13 is one.
        Write("11", 11);
        Write("13", 11);
        foreach (string thread in new[] { "11", "12", "13" })
        {
            Directory.CreateDirectory(Path.Combine(_root, "proc", "11", "task", thread));
            Directory.CreateDirectory(Path.Combine(_root, "proc", "13", "task", thread));
        }
    }

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(new[] { 11 }, new[] { 11, 12, 13 })]
    [InlineData(new[] { 13 }, new[] { 13 })]
    [InlineData(new[] { 13, 11, 99 }, new[] { 11, 12, 13, 99 })]
    public void A_process_is_all_its_threads_and_a_thread_itself(int[] ids, int[] tasks) => Assert.Equal(tasks, TaskThreads.Of(new SystemRoot(_root), ids));

    private void Write(string id, int group)
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc", id));
        File.WriteAllText(Path.Combine(_root, "proc", id, "status"), $"Name:\tx\nTgid:\t{group}\nPid:\t{id}\n");
    }
}
