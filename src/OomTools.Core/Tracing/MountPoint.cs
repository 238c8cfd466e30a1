using System.Text;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>Where a file system is mounted on this machine (<c>/proc/self/mountinfo</c>).</summary>
internal static class MountPoint
{
    private const string MountInfo = "/proc/self/mountinfo";

    /// <summary>A mount point of a file system of this type, the usual one if it is among them; null when it is not mounted.</summary>
    public static string? Find(string type, string usual)
    {
        using SystemFile file = SystemFile.Read(MountInfo, MountInfo);
        return Find(file.Content, type, usual);
    }

    internal static string? Find(ReadOnlySpan<byte> mountInfo, string type, string usual)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(type);
        string? found = null;
        foreach (ReadOnlySpan<byte> line in new LineCursor(mountInfo))
        {
            // 36 35 0:7 / /sys/kernel/tracing rw,nosuid shared:16 - tracefs tracefs rw
            var fields = new FieldCursor(line);
            for (int i = 0; i < 3; i++)
                fields.Next();
            bool isWhole = fields.Next().SequenceEqual("/"u8);
            ReadOnlySpan<byte> path = fields.Next();
            ReadOnlySpan<byte> field;
            do
            {
                field = fields.Next();
            }
            while (!field.IsEmpty && !field.SequenceEqual("-"u8));
            if (!isWhole || path.Contains((byte)'\\') || !fields.Next().SequenceEqual(wanted))
                continue;
            string mounted = Encoding.UTF8.GetString(path);
            if (mounted == usual)
                return usual;
            found ??= mounted;
        }
        return found;
    }
}
