using System.Buffers.Binary;
using OomTools.Tracing;

namespace OomTools.Tests.Tracing;

/// <summary>Pages made by hand, word by word, as include/linux/ring_buffer.h describes them.</summary>
public sealed class TracePageTests
{
    private const string Header =
        "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
        + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n";

    private static readonly TracePageLayout s_layout = TracePageLayout.Parse(Header)!;

    [Fact]
    public void The_layout_is_the_file_s()
    {
        Assert.Equal(16, s_layout.DataOffset);
        Assert.Equal(4096, s_layout.PageSize);
        // A 32 bit kernel.
        TracePageLayout narrow = TracePageLayout.Parse(Header.Replace("size:8;\tsigned:1", "size:4;\tsigned:1", StringComparison.Ordinal).Replace("offset:16;\tsize:4080", "offset:12;\tsize:4084", StringComparison.Ordinal))!;
        Assert.Equal(12, narrow.DataOffset);
        Assert.Equal(4, narrow.Commit.Size);
        Assert.Null(TracePageLayout.Parse("no such thing"));
    }

    [Fact]
    public void Times_add_up_and_data_lies_behind_each_header()
    {
        Assert.Equal(
            ["1007: 11 12", "1010: 21"],
            Records(Page(1000, Word(2, 7), 11, 12, Word(1, 3), 21)));
    }

    [Fact]
    public void A_long_record_has_its_length_in_a_word_of_its_own()
    {
        // 12 bytes: the length word and two words of data.
        Assert.Equal(
            ["1001: 1 2", "1003: 3"],
            Records(Page(1000, Word(0, 1), 12, 1, 2, Word(1, 2), 3)));
    }

    [Fact]
    public void A_time_extension_holds_the_upper_bits()
    {
        ulong beyond = (5UL << 27) + 9;
        Assert.Equal([$"{1000 + beyond + 1}: 7"], Records(Page(1000, Word(30, 9), 5, Word(1, 1), 7)));
    }

    [Fact]
    public void An_absolute_stamp_replaces_the_time_but_its_upper_bits()
    {
        ulong start = (3UL << 59) + 12345;
        ulong stamp = (6UL << 27) + 4;
        Assert.Equal([$"{(3UL << 59) + stamp + 2}: 7"], Records(Page(start, Word(31, 4), 6, Word(1, 2), 7)));
    }

    [Fact]
    public void A_discarded_record_is_passed_over_and_padding_ends_the_page()
    {
        // 8 bytes after its header: the length word and one of data. Then the rest of the page.
        Assert.Equal(
            ["1006: 5"],
            Records(Page(1000, Word(29, 1), 8, 99, Word(1, 5), 5, Word(29, 0), Word(1, 1), 6)));
    }

    [Fact]
    public void The_flags_of_lost_records_are_no_length()
    {
        byte[] page = Page(1000, Word(1, 1), 7);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(8), 8 | (1L << 31) | (1L << 30));
        Assert.Equal(["1001: 7"], Records(page));
    }

    [Fact]
    public void No_page_makes_the_reader_leave_it_or_go_on_for_ever()
    {
        var random = new Random(20261124);
        var bytes = new byte[4096];
        for (int round = 0; round < 3000; round++)
        {
            random.NextBytes(bytes);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), random.Next(-10, 5000));
            var page = new TracePage(bytes, random.Next(16, 4097), s_layout);
            int count = 0;
            while (page.MoveNext())
            {
                Assert.InRange(page.Offset, 16, 4096);
                Assert.InRange(page.Offset + page.Length, page.Offset, 4096);
                Assert.True(++count <= 1020);
            }
        }
    }

    private static uint Word(uint type, uint delta) => type | (delta << 5);

    private static byte[] Page(ulong time, params uint[] words)
    {
        if (!BitConverter.IsLittleEndian)
            Assert.Skip("The pages of this test are little endian.");
        var page = new byte[4096];
        BinaryPrimitives.WriteUInt64LittleEndian(page, time);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(8), words.Length * 4);
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(16 + (i * 4)), words[i]);
        return page;
    }

    private static List<string> Records(byte[] bytes)
    {
        var page = new TracePage(bytes, bytes.Length, s_layout);
        var records = new List<string>();
        while (page.MoveNext())
        {
            var words = new uint[page.Length / 4];
            for (int i = 0; i < words.Length; i++)
                words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(page.Offset + (i * 4)));
            records.Add($"{page.Time}: {string.Join(' ', words)}");
        }
        return records;
    }
}
