using System.Globalization;
using System.Text;
using OomTools.Text;

namespace OomTools.Tests.Text;

public class NumberColumnsTests
{
    [Fact]
    public void Columns_of_any_width_and_number_are_read_where_they_stand()
    {
        Random random = new(1);
        for (int round = 0; round < 20_000; round++)
        {
            long[] expected = [.. Enumerable.Range(0, random.Next(0, 17)).Select(_ => Number(random))];
            StringBuilder text = new(new string('x', random.Next(0, 12)));
            int start = text.Length;
            foreach (long number in expected)
                text.Append(new string(' ', random.Next(1, random.Next(20) == 0 ? 150 : 14))).Append(number.ToString(CultureInfo.InvariantCulture));
            int end = expected.Length == 0 ? start : text.Length;
            text.Append(random.Next(3) switch { 0 => "", 1 => " ", _ => $" name {random.Next()} {new string('y', random.Next(70))}" });
            long[] numbers = new long[expected.Length];

            Assert.Equal(end, NumberColumns.Read(Encoding.ASCII.GetBytes(text.ToString()), start, numbers));
            Assert.Equal(expected, numbers);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 ")]
    [InlineData("12                                                                              ")]
    [InlineData("12 -")]
    [InlineData("12 x3")]
    [InlineData("12 3x")]
    [InlineData("12 3 4x")]
    [InlineData("12 3/")]
    [InlineData("12 3: 4")]
    [InlineData("12 --3")]
    [InlineData("12 34567890123456789x 1")]
    [InlineData("12 3\u00a0 4")]
    public void Fewer_numbers_or_something_else_is_no_row(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(-1, NumberColumns.Read(bytes, 0, new long[3]));
        Assert.Equal(-1, NumberColumns.Read([.. new string(' ', 100).Select(c => (byte)c), .. bytes], 90, new long[3]));
    }

    [Fact]
    public void What_is_too_large_is_the_largest_value_and_a_tab_is_a_blank()
    {
        long[] numbers = new long[4];

        Assert.Equal(57, NumberColumns.Read("18446744073709551615\t-9223372036854775808 \t 4294967294 \t0 x"u8, 0, numbers));
        Assert.Equal([long.MaxValue, -long.MaxValue, 4294967294, 0], numbers);
    }

    private static long Number(Random random)
    {
        long number = (long)(Math.Pow(10, random.NextDouble() * 18.9) * random.NextDouble());
        return random.Next(8) == 0 ? -number : number;
    }
}
