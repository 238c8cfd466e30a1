using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Files as they lie on disk, compressed in every way.</summary>
public sealed class LogFileTests : IDisposable
{
    private static readonly string s_text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"[{i,5}.{i * 7919 % 1_000_000:D6}] line {i}\n"));

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Plain_whatever_its_name() => Assert.Equal(s_text, Read(Write("kern.log", Encoding.UTF8.GetBytes(s_text))));

    [Theory]
    [InlineData("kern.log.gz")]
    [InlineData("kern.log")]
    public void Gzip_by_content(string name) => Assert.Equal(s_text, Read(Write(name, Gzip(s_text))));

    [Fact]
    public void Gzip_of_several_members() => Assert.Equal(s_text + s_text, Read(Write("a.gz", [.. Gzip(s_text), .. Gzip(s_text)])));

    [Fact]
    public void An_empty_gzip_and_an_empty_file()
    {
        Assert.Equal(string.Empty, Read(Write("a.gz", Gzip(string.Empty))));
        Assert.Equal(string.Empty, Read(Write("b.gz", [])));
    }

    [Fact]
    public void A_gzip_cut_off_gives_what_there_is_and_then_says_so()
    {
        byte[] whole = Gzip(s_text);
        string path = Write("a.gz", whole[..(whole.Length / 2)]);
        var read = new StringBuilder();

        var exception = Assert.Throws<CorruptLogException>(() => ReadInto(path, read));

        Assert.Equal(path, exception.Path);
        Assert.True(read.Length > s_text.Length / 4);
        Assert.StartsWith(read.ToString(), s_text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_with_a_damaged_end_gives_what_came_before()
    {
        byte[] damaged = Gzip(s_text);
        damaged[^6] ^= 1;
        var read = new StringBuilder();

        Assert.Throws<CorruptLogException>(() => ReadInto(Write("a.gz", damaged), read));

        Assert.True(read.Length > s_text.Length / 2);
    }

    [Fact]
    public void A_gzip_by_name_only_is_damaged() =>
        Assert.Throws<CorruptLogException>(() => Read(Write("a.gz", Encoding.UTF8.GetBytes("this is not gzip"))));

    [Theory]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    [InlineData("lz4")]
    public void The_systems_decompressor(string program)
    {
        string path = Compress(program);

        Assert.Equal(s_text, Read(path));

        byte[] whole = File.ReadAllBytes(path);
        string cut = Write("cut", whole[..(whole.Length / 2)]);
        Assert.Throws<CorruptLogException>(() => Read(cut));
    }

    [Fact]
    public void A_name_that_looks_like_an_option()
    {
        string path = Path.Combine(_folder, "-rf");
        File.Move(Compress("xz"), path);

        Assert.Equal(s_text, Read(path));
    }

    [Fact]
    public void A_missing_decompressor_is_named()
    {
        var exception = Assert.Throws<ProgramMissingException>(
            () => ProgramStream.Start("no-such-decompressor", [], "Reading 'x.xz'", (_, _) => null));

        Assert.Equal("no-such-decompressor", exception.Program);
        Assert.Contains("no-such-decompressor", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_early_ends_the_program()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /bin/sleep");
        ProgramStream stream = ProgramStream.Start("sleep", ["987654"], "Sleeping", (_, _) => new IOException("judged"));
        Task<int> read = Task.Run(() => stream.Read(new byte[1]), TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        stream.Dispose();
        Assert.Equal(0, await read.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Select(CommandLine), line => line.Contains("987654", StringComparison.Ordinal));
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private string Compress(string program)
    {
        string path = Write("plain", Encoding.UTF8.GetBytes(s_text));
        // lz4 alone writes to standard output when that is no terminal.
        string[] arguments = program == "lz4" ? ["-q", path, path + ".lz4"] : ["-k", "-q", path];
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }

        return Assert.Single(Directory.GetFiles(_folder), file => file != path);
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static string Read(string path)
    {
        var read = new StringBuilder();
        ReadInto(path, read);
        return read.ToString();
    }

    private static void ReadInto(string path, StringBuilder read)
    {
        using Stream stream = LogFile.Open(path);
        byte[] buffer = new byte[10_000];
        int count;
        while ((count = stream.Read(buffer)) > 0)
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
    }
}
