namespace OomTools.Tests;

public class SmokeTests
{
    [Fact]
    public void Empty() => Assert.Null(new OomLogReader(Stream.Null, new OomLogOptions()).Read(TestContext.Current.CancellationToken));
}
