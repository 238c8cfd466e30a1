using System.Text;
using OomTools.Oom;

namespace OomTools.Core.Tests.Oom;

public class TextPoolTests
{
    /// <summary>Texts that differ in one byte only, of every length, many times over, and more of them than the pool has room for.</summary>
    [Fact]
    public void A_text_is_itself_whatever_the_pool_held_before()
    {
        TextPool pool = new();
        Random random = new(1);
        for (int round = 0; round < 50_000; round++)
        {
            byte[] text = Encoding.ASCII.GetBytes(new string('a', random.Next(0, 60)));
            if (text.Length > 0)
                text[random.Next(text.Length)] = (byte)random.Next(' ', 127);

            Assert.Equal(Encoding.ASCII.GetString(text), pool.Get(text));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("sh")]
    [InlineData("cat")]
    [InlineData("mysqld")]
    [InlineData("kworker/u16:3-ev")]
    [InlineData("mem_cgroup_charge_skmem")]
    public void The_same_text_is_one_string(string text)
    {
        TextPool pool = new();
        string first = pool.Get(Encoding.ASCII.GetBytes(text));

        Assert.Equal(text, first);
        Assert.Same(first, pool.Get(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_bounded_and_apart()
    {
        TextPool pool = new();

        Assert.Equal("", pool.Get([]));
        Assert.Equal("\ufffd", pool.Get([0xff]));
        Assert.Equal("\u00fc", pool.Get("\u00fc"u8));
        Assert.Equal("\0\0", pool.Get([0, 0]));
        Assert.Equal("\0", pool.Get([0]));
        Assert.Equal("\0\0\0\0\0\0\0\0\0", pool.Get(new byte[9]));
    }
}
