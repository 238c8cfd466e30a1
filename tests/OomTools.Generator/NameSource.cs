using System.Text;

namespace OomTools.Generator;

/// <summary>Task, cgroup and cache names, ordinary and nasty. A task name is at most 15 bytes.</summary>
internal sealed class NameSource(Random random, bool isNasty)
{
    private static readonly string[] s_ordinary =
    [
        "mysqld", "java", "php-fpm", "sshd", "systemd-journal", "python3", "kworker/0:1", "postgres", "node", "dockerd",
        "containerd-shim", "nginx", "redis-server", "chrome", "Xorg", "cron", "rsyslogd", "beam.smp",
    ];

    private static readonly string[] s_nasty =
    [
        "Web Content", "in:imjournal", "a,pid=1,uid=0", "x,task=y", "(sd-pam)", "a) total-vm:1kB", "a(b)c", "%s%n%d", "k=v;w=z",
        "[kthreadd]", "] 1 2 3 4", "12345", "0 0 0 0", "größe", "名前", "naïve \U0001F4A5", "a\\b", "C:\\x2d", "\"quoted\"",
        "it's", "{\"a\":1}", "rs:main Q:Reg", "-", "a#b", "Comm: a", "UID: 0 PID: 1", "node 0", "1*4kB",
        ",", "score 5 or", "cpuset=/", "a:b: c",
    ];

    /// <summary>Bytes that a container may write as escapes.</summary>
    private static readonly string[] s_control = ["\u001b[31mred", "bell\u0007", "\u0001\u0002", "del\u007f", "tab\there"];

    private static readonly string[] s_segments =
    [
        "system.slice", "user-1000.slice", "docker", "kubepods.slice", "job", "session-3.scope", "web", "tenant",
        "cri-containerd-0a1b2c3d4e5f.scope", "app-gnome\\x2dterminal.scope", "a b", "x,y", "k=v", "p:q", "größe",
    ];

    private static readonly string[] s_caches =
    [
        "kmalloc-4k", "kmalloc-rnd-01-2k", "signal_cache", "TCP", "UNIX", "task_struct", "vm_area_struct", "bio-312", "filp",
        "sock_inode_cache", "a_cache_with_a_name_longer_than_17", ":A-0000192", "dma-kmalloc-512", "RAWv6", "mm_struct",
    ];

    /// <summary>A task's name.</summary>
    public string Task()
    {
        if (!isNasty || random.Next(3) == 0)
            return Pick(s_ordinary);
        string name = random.Next(8) switch
        {
            0 => Pick(s_control),
            1 => Pick(s_ordinary) + "/" + random.Next(100),
            _ => Pick(s_nasty),
        };
        while (Encoding.UTF8.GetByteCount(name) > 15)
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return name.TrimEnd(' ');
    }

    /// <summary>A name that may be empty, as a task table can have it.</summary>
    public string TaskOrNothing() => isNasty && random.Next(20) == 0 ? "" : Task();

    /// <summary>A cgroup's path.</summary>
    public string Cgroup()
    {
        int depth = random.Next(1, 5);
        StringBuilder path = new();
        for (int i = 0; i < depth; i++)
            path.Append('/').Append(s_segments[random.Next(isNasty ? s_segments.Length : 8)]);
        return path.ToString();
    }

    /// <summary>A slab cache's name.</summary>
    public static string Cache(int number) => number < s_caches.Length ? s_caches[number] : $"cache-{number}";

    private string Pick(string[] names) => names[random.Next(names.Length)];
}
