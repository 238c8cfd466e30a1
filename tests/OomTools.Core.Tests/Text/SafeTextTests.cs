using OomTools.Text;

namespace OomTools.Tests.Text;

public class SafeTextTests
{
    [Theory]
    [InlineData("Web Content", "Web Content")]
    [InlineData("größe-日本", "größe-日本")]
    [InlineData("a\u001b[31mred", "a?[31mred")]
    [InlineData("two\r\nlines", "two??lines")]
    [InlineData("\u009bC1\u007f", "?C1?")]
    [InlineData("ab\u202egnp", "ab?gnp")]
    [InlineData("\u2066x\u2069\u200b", "?x??")]
    [InlineData("line\u2028sep", "line?sep")]
    [InlineData("pair\ud83d\ude00", "pair\ud83d\ude00")]
    [InlineData(null, "")]
    public void What_could_fool_a_terminal_is_replaced(string? text, string expected) => Assert.Equal(expected, SafeText.Clean(text));

    [Fact]
    public void An_unpaired_surrogate_is_replaced() => Assert.Equal("lone?", SafeText.Clean("lone" + (char)0xd800));

    [Fact]
    public void Harmless_text_is_not_copied()
    {
        string name = new("mysqld");
        Assert.Same(name, SafeText.Clean(name));
    }

    [Fact]
    public void Length_is_bounded()
    {
        Assert.Equal(new string('x', 10) + "…", SafeText.Clean(new string('x', 1_000_000), 10));
        Assert.Equal("…", SafeText.Clean("abc", 0));
    }
}
