using System.Globalization;
using OomTools.Text;

namespace OomTools.Tests.Text;

public class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(512, "512 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(58_836_173, "56.1 MiB")]
    [InlineData(214_231_040, "204 MiB")]
    [InlineData(1_288_490_189, "1.2 GiB")]
    [InlineData(1_048_575, "1 MiB")]
    [InlineData(1_010L << 20, "1010 MiB")]
    [InlineData(104_806_000, "100 MiB")]
    [InlineData(-1536, "-1.5 KiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    [InlineData(long.MinValue, "-8 EiB")]
    public void Up_to_three_digits_and_a_binary_unit(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));

    [Theory]
    // The borders: half a unit below the next one, half a tenth, and where decimals end.
    [InlineData(1_048_063, "1023 KiB")]
    [InlineData(1_048_064, "1 MiB")]
    [InlineData(1_075, "1 KiB")]
    [InlineData(1_076, "1.1 KiB")]
    [InlineData(102_348, "99.9 KiB")]
    [InlineData(102_349, "100 KiB")]
    [InlineData(562_949_953_421_312, "512 TiB")]
    [InlineData(562_949_953_421_313, "512 TiB")]
    public void Halves_go_up(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.004, "<1 %")]
    [InlineData(0.677, "68 %")]
    [InlineData(1, "100 %")]
    [InlineData(-0.01, "-1 %")]
    [InlineData(double.NaN, "0 %")]
    [InlineData(double.PositiveInfinity, "9999 %")]
    public void A_share_is_whole_percent(double share, string expected) => Assert.Equal(expected, ByteSize.FormatShare(share));

    [Fact]
    public void Culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("56.1 MiB", ByteSize.Format(58_836_173));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
