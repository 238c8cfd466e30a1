using OomTools.Generator.Layout;

namespace OomTools.Generator;

/// <summary>Rows of a task table, made up.</summary>
internal sealed class TaskSource(Random random, NameSource names, KernelEra era, long pageSize)
{
    public GeneratedTask[] Create(int count)
    {
        string[] columns = TaskLayout.Columns(era);
        GeneratedTask[] tasks = new GeneratedTask[count];
        int pid = 1;
        for (int i = 0; i < count; i++)
        {
            pid += random.Next(1, 3000);
            tasks[i] = new GeneratedTask(pid, i < 6 ? names.Task() : names.TaskOrNothing(), Row(columns, pid));
        }
        return tasks;
    }

    private Dictionary<string, long> Row(string[] columns, int pid)
    {
        Dictionary<string, long> row = [];
        long total = random.NextInt64(300, 1L << random.Next(10, 27));
        long anon = random.NextInt64(total);
        foreach (string column in columns)
        {
            row[column] = column switch
            {
                "uid" => random.Next(8) == 0 ? 4294967294 : random.Next(70000),
                "tgid" => pid,
                "total_vm" => total,
                "rss" => anon + 7,
                "rss_anon" => anon,
                "rss_file" => 3,
                "rss_shmem" => 4,
                "cpu" => random.Next(64),
                "oom_adj" => random.Next(-17, 16),
                "oom_score_adj" => random.Next(3) == 0 ? random.Next(-1000, 1001) : 0,
                "pgtables_bytes" => random.Next(1, 5000) * pageSize,
                _ => random.Next(5000),
            };
        }
        return row;
    }
}
