namespace OomTools.Logs;

/// <summary>The printk caller id (CONFIG_PRINTK_CALLER): a task (<c>T123</c>) or a CPU (<c>C0</c>).</summary>
internal readonly record struct LogCaller(char Kind, int Id)
{
    /// <summary>No caller id printed.</summary>
    public static LogCaller None => default;

    public bool IsKnown => Kind != '\0';
}
