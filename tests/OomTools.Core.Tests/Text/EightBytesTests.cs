using System.Globalization;
using System.Numerics;
using System.Text;
using OomTools.Text;

namespace OomTools.Tests.Text;

public class EightBytesTests
{
    [Fact]
    public void Digits_of_any_length_have_the_value_that_arithmetic_gives_them()
    {
        Random random = new(1);
        for (int round = 0; round < 20_000; round++)
        {
            string digits = string.Concat(Enumerable.Range(0, random.Next(0, 23)).Select(_ => (char)('0' + random.Next(10))));
            string other = Other(random);
            int behind = other.Length == 0 ? 0 : random.Next(0, 12);
            string text = digits + other + string.Concat(Enumerable.Range(0, behind).Select(_ => (char)random.Next(256)));
            BigInteger expected = digits.Length == 0 ? 0 : BigInteger.Parse(digits, CultureInfo.InvariantCulture);

            int count = EightBytes.ReadDigits(Encoding.Latin1.GetBytes(text), out ulong value);

            Assert.Equal(digits.Length, count);
            // Where it does not fit, all that counts is that it is too large for a long.
            if (expected <= long.MaxValue)
                Assert.Equal((ulong)expected, value);
            else
                Assert.True(value > long.MaxValue, text);
        }
    }

    [Fact]
    public void Blanks_are_counted_up_to_what_is_none()
    {
        for (int blanks = 0; blanks < 20; blanks++)
        {
            foreach (string rest in new[] { "", "x", "\t  ", "0 1", "!\u00ff " })
                Assert.Equal(blanks, EightBytes.CountSpaces(Encoding.Latin1.GetBytes(new string(' ', blanks) + rest)));
        }
    }

    /// <summary>A byte that is no digit, the neighbours of the digits among them; or the end.</summary>
    private static string Other(Random random) => random.Next(6) switch
    {
        0 => "",
        1 => "/",
        2 => ":",
        3 => "\u00fa",
        4 => " ",
        _ => ((char)(random.Next(2) == 0 ? random.Next('0') : random.Next('9' + 1, 256))).ToString(),
    };
}
