using OomTools.Text;

namespace OomTools.Tests.Text;

public class ByteCursorTests
{
    [Fact]
    public void A_failed_reading_moves_nothing()
    {
        var cursor = new ByteCursor("12x"u8);

        Assert.False(cursor.TryDigits(3, out _));
        Assert.False(cursor.Skip((byte)'2'));
        Assert.False(cursor.Skip("13"u8));
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.TryNumber(out long number));
        Assert.Equal(12, number);
        Assert.False(cursor.TryNumber(out _));
        Assert.Equal((byte)'x', cursor.Current);
    }

    [Fact]
    public void Never_beyond_either_end()
    {
        var cursor = new ByteCursor("a"u8);

        Assert.Equal(0, cursor.Peek(-1));
        Assert.Equal(0, cursor.Peek(1));
        cursor.Position += 5;
        Assert.Equal(1, cursor.Position);
        Assert.True(cursor.AtEnd);
        Assert.Equal(0, cursor.Current);
        Assert.False(cursor.Skip((byte)0));
        Assert.True(cursor.Rest.IsEmpty);
    }

    [Fact]
    public void Numbers_that_fit_a_long_for_sure()
    {
        var most = new ByteCursor("999999999999999999"u8);
        Assert.True(most.TryNumber(out long number));
        Assert.Equal(999_999_999_999_999_999, number);

        var more = new ByteCursor("9999999999999999999"u8);
        Assert.False(more.TryNumber(out _));
        Assert.Equal(0, more.Position);
    }

    [Fact]
    public void Words_up_to_a_length()
    {
        Assert.Equal("web01", System.Text.Encoding.ASCII.GetString(new ByteCursor("web01 kernel"u8).PeekWord(5)));
        Assert.True(new ByteCursor("web01 kernel"u8).PeekWord(4).IsEmpty);
        Assert.Equal("web01", System.Text.Encoding.ASCII.GetString(new ByteCursor("web01"u8).PeekWord(5)));
        Assert.True(new ByteCursor(" x"u8).PeekWord(5).IsEmpty);
    }
}
