using System.Text;

namespace OomTools.Shrinkers;

/// <summary>Events of the group <c>vmscan</c> between which a task reclaims memory: they tell why it calls shrinkers.</summary>
internal static class ReclaimEvent
{
    /// <summary>Names of the pairs, without <c>_begin</c> and <c>_end</c>; not every kernel has all.</summary>
    public static readonly (string Name, ShrinkerCallerKind Kind)[] Pairs =
    [
        ("mm_vmscan_direct_reclaim", ShrinkerCallerKind.DirectReclaim),
        ("mm_vmscan_memcg_reclaim", ShrinkerCallerKind.CgroupReclaim),
        ("mm_vmscan_memcg_softlimit_reclaim", ShrinkerCallerKind.CgroupReclaim),
        ("mm_vmscan_node_reclaim", ShrinkerCallerKind.NodeReclaim),
    ];

    /// <summary>What an event's name begins or ends; null for another event.</summary>
    public static ShrinkerCallerKind? KindOf(ReadOnlySpan<byte> name, out bool begins)
    {
        begins = name.EndsWith("_begin"u8);
        if (!begins && !name.EndsWith("_end"u8))
            return null;
        ReadOnlySpan<byte> stem = name[..^(begins ? "_begin"u8.Length : "_end"u8.Length)];
        foreach ((string pair, ShrinkerCallerKind kind) in Pairs)
        {
            if (Ascii.Equals(stem, pair))
                return kind;
        }
        return null;
    }
}
