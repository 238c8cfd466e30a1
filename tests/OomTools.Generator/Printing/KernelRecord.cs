namespace OomTools.Generator.Printing;

/// <summary>One printk record: its level and its text, which may have several lines.</summary>
public sealed record KernelRecord(int Level, string Text);
