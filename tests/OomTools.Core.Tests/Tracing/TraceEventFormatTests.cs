using OomTools.Tracing;

namespace OomTools.Tests.Tracing;

public sealed class TraceEventFormatTests
{
    // events/vmscan/mm_shrink_slab_end/format of 6.18, without its print fmt.
    private const string Format = """
        name: mm_shrink_slab_end
        ID: 630
        format:
        	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
        	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
        	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
        	field:int common_pid;	offset:4;	size:4;	signed:1;

        	field:struct shrinker * shr;	offset:8;	size:8;	signed:0;
        	field:int nid;	offset:16;	size:4;	signed:1;
        	field:void * shrink;	offset:24;	size:8;	signed:0;
        	field:long unused_scan;	offset:32;	size:8;	signed:1;
        	field:int retval;	offset:48;	size:4;	signed:1;
        	field:char comm[16];	offset:52;	size:16;	signed:0;

        print fmt: "field:int no;	offset:1;	size:4;"
        """;

    [Fact]
    public void Fields_are_where_the_kernel_says()
    {
        TraceEventFormat format = TraceEventFormat.Parse(Format)!;
        Assert.Equal(("mm_shrink_slab_end", 630), (format.Name, format.Id));
        Assert.Equal(new TraceField("shr", 8, 8, false), format["shr"]);
        Assert.Equal(new TraceField("retval", 48, 4, true), format["retval"]);
        Assert.Equal(new TraceField("comm", 52, 16, false), format["comm"]);
        Assert.False(format["memcg_id"].Exists);
    }

    [Fact]
    public void Values_have_their_sign()
    {
        byte[] record = new byte[52];
        BitConverter.TryWriteBytes(record.AsSpan(48), -3);
        BitConverter.TryWriteBytes(record.AsSpan(16), 1);
        BitConverter.TryWriteBytes(record.AsSpan(8), 0xffff8c36822abc28UL);
        TraceEventFormat format = TraceEventFormat.Parse(Format)!;
        Assert.Equal(-3, format["retval"].Read(record));
        Assert.Equal(1, format["nid"].Read(record));
        Assert.Equal(0xffff8c36822abc28UL, unchecked((ulong)format["shr"].Read(record)));
        // A record that is cut, and a field that does not exist.
        Assert.Equal(0, format["retval"].Read(record.AsSpan(0, 50)));
        Assert.Equal(0, format["memcg_id"].Read(record));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ID: 5\n")]
    [InlineData("name: x\nID: y\n")]
    public void What_is_no_format_is_none(string text) => Assert.Null(TraceEventFormat.Parse(text));
}
