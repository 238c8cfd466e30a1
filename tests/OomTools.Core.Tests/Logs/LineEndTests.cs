using OomTools.Logs;

namespace OomTools.Tests.Logs;

public class LineEndTests
{
    [Fact]
    public void Says_of_any_bytes_what_a_look_at_each_says()
    {
        Random random = new(1);
        byte[] rare = [0, 0x1b, (byte)'\r', (byte)'\\', (byte)'#', 0x80, 0xc2, 0xff, (byte)'\t', 0x1f, 0x20, 0x7f];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(0, 150)];
            Array.Fill(bytes, (byte)'a');
            for (int i = random.Next(4); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = rare[random.Next(rare.Length)];
            for (int i = random.Next(3); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)'\n';
            int end = Array.IndexOf(bytes, (byte)'\n');
            byte[] line = end < 0 ? bytes : bytes[..end];
            LineTraits expected = (line.Any(b => b < 0x20 && b != '\t') ? LineTraits.Control : LineTraits.None)
                | (line.Any(b => b is (byte)'\\' or (byte)'#') ? LineTraits.Mark : LineTraits.None)
                | (line.Any(b => b > 0x7f) ? LineTraits.NonAscii : LineTraits.None);

            Assert.Equal(end, LineEnd.Find(bytes, out LineTraits traits));
            Assert.Equal(expected, traits);
        }
    }
}
