namespace OomTools.Analysis;

/// <summary>What the kernel was allocating when memory ended, as its call trace tells.</summary>
/// <param name="What">With its article: "a UNIX socket".</param>
/// <param name="Advice">How to count such objects.</param>
/// <param name="Rank">The more specific of several wins: a socket is a file and an inode too.</param>
/// <param name="Function">The function that tells it.</param>
internal readonly record struct TraceHint(string What, string Advice, int Rank, string Function = "")
{
    private const string Sockets = "Count sockets by process: ss -s, ss -xp, ss -tunap, and the sockets in /proc/PID/fd.";
    private const string Files = "Count open files by process: ls /proc/PID/fd | wc -l; the machine's total is in /proc/sys/fs/file-nr.";
    private const string Inodes = "Count what holds inodes and dentries in use: open files (lsof), watches, mounts; /proc/sys/fs/inode-nr and dentry-state have the totals.";
    private const string Threads = "Count threads: ps -eLf | wc -l; pids.max of the cgroup bounds them.";

    /// <summary>The most specific hint of a trace, the innermost of equals; null when no frame says anything.</summary>
    public static TraceHint? Of(string[] callTrace)
    {
        TraceHint? best = null;
        foreach (string? frame in callTrace)
        {
            if (frame is null || frame.StartsWith('?'))
                continue;
            ReadOnlySpan<char> function = FunctionOf(frame);
            if (Of(function) is TraceHint hint && !(hint.Rank <= best?.Rank))
                best = hint with { Function = function.ToString() };
        }

        return best;
    }

    /// <summary>"unix_create1+0x6f/0x270 [unix]" is unix_create1; compilers and profiling add suffixes.</summary>
    private static ReadOnlySpan<char> FunctionOf(ReadOnlySpan<char> frame)
    {
        int end = frame.IndexOfAny('+', ' ', '.');
        if (end >= 0)
            frame = frame[..end];
        const string Profiled = "_noprof";
        return frame.EndsWith(Profiled, StringComparison.Ordinal) ? frame[..^Profiled.Length] : frame;
    }

    private static TraceHint? Of(ReadOnlySpan<char> function) => function switch
    {
        "unix_create1" => new("a UNIX socket", Sockets, 3),
        "inet_create" or "inet6_create" or "inet_csk_clone_lock" => new("an Internet socket", Sockets, 3),
        "netlink_create" or "__netlink_create" => new("a netlink socket", Sockets, 3),
        "sk_alloc" or "sk_prot_alloc" or "sock_alloc" or "sock_alloc_inode" or "__sys_socket" or "__sys_socketpair"
            => new("a socket", Sockets, 2),
        "alloc_pipe_info" or "create_pipe_files" => new("a pipe",
            "Count pipes by process: ls -l /proc/PID/fd | grep -c pipe:; fs.pipe-user-pages-soft bounds them.", 3),
        "ep_insert" or "ep_alloc" => new("an epoll watch",
            "Count epoll watches: grep -c tfd /proc/PID/fdinfo/*; fs.epoll.max_user_watches bounds them.", 3),
        "inotify_add_watch" or "inotify_new_watch" or "fsnotify_add_mark_locked" => new("a file watch",
            "Count watches: grep -c inotify /proc/PID/fdinfo/*; fs.inotify.max_user_watches bounds them.", 3),
        "alloc_msg" or "load_msg" => new("a message of a System V or POSIX queue",
            "List System V queues: ipcs -q (remove: ipcrm); POSIX queues lie in /dev/mqueue.", 3),
        "__send_signal_locked" or "__send_signal" or "send_signal_locked" or "__sigqueue_alloc" or "sigqueue_alloc"
            or "send_sigqueue" => new("a queued signal",
            "Look for SigQ near its limit in /proc/PID/status; ulimit -i bounds queued signals.", 3),
        "locks_alloc_lock" or "fcntl_setlk" or "posix_lock_inode" or "flock_lock_inode" => new("a file lock",
            "Count file locks: wc -l /proc/locks; the holder's pid is in it.", 3),
        "vm_area_alloc" or "vm_area_dup" or "__split_vma" or "mmap_region" or "__mmap_region" => new("a memory mapping",
            "Count mappings: wc -l /proc/PID/maps; vm.max_map_count bounds them.", 2),
        "copy_process" or "dup_task_struct" or "alloc_thread_stack_node" => new("a process or thread", Threads, 2),
        "pte_alloc_one" or "__pte_alloc" or "__pmd_alloc" or "__pud_alloc" => new("a page table",
            "Compare VmPTE with VmRSS in /proc/PID/status.", 2),
        "__alloc_skb" or "__netdev_alloc_skb" or "napi_alloc_skb" or "sock_alloc_send_pskb" => new("network buffers",
            "Look at queued network data: ss -tm, ss -um, /proc/net/sockstat.", 2),
        "sock_kmalloc" => new("a socket's control data or options",
            "The process sends large control data in one piece; net.core.optmem_max bounds it.", 3),
        "alloc_empty_file" or "__alloc_file" or "alloc_file" => new("an open file", Files, 1),
        "alloc_inode" or "new_inode" or "new_inode_pseudo" or "iget_locked" or "d_alloc" or "__d_alloc" => new("an inode or dentry", Inodes, 1),
        "vmalloc" or "__vmalloc_node_range" or "__vmalloc_node" or "vzalloc" => new("vmalloc memory",
            "Read who owns vmalloc memory: sort by size in /proc/vmallocinfo.", 2),
        _ => null,
    };
}
