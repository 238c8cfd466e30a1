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

    [Fact]
    public void Exactly_so_many_digits_wherever_the_text_ends()
    {
        for (int count = 1; count <= 8; count++)
        {
            foreach (string rest in new[] { "", "x", "9", "          " })
            {
                var cursor = new ByteCursor(System.Text.Encoding.ASCII.GetBytes("98760543"[..count] + rest));
                Assert.True(cursor.TryDigits(count, out int value));
                Assert.Equal(98760543 / (int)Math.Pow(10, 8 - count), value);
                Assert.Equal(count, cursor.Position);

                // The digit before is another byte.
                foreach (string wrong in new[] { "/", ":", "-", " ", "a" })
                {
                    var broken = new ByteCursor(System.Text.Encoding.ASCII.GetBytes("98760543"[..(count - 1)] + wrong + rest));
                    Assert.False(broken.TryDigits(count, out _));
                    Assert.Equal(0, broken.Position);
                }
            }
        }
    }
}
