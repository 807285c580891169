using Upgrades.Analyzer.Outside;

namespace Upgrades.Tests.Analyzer.Outside;

public sealed class WholeContentTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    [InlineData(OutsideCall.LongestAnswer, true)]
    [InlineData(OutsideCall.LongestAnswer + 1, false)]
    [InlineData(30 << 20, false)]
    public async Task a_long_body_goes_on_as_a_stream_and_loses_nothing(int length, bool whole)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var answer = new HttpResponseMessage { Content = new StreamContent(new MemoryStream(bytes)) };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        await WholeContent.TakeAsync(answer, CancellationToken.None);

        (answer.Content is WholeContent).ShouldBe(whole);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var read = new MemoryStream();
        await (await answer.Content.ReadAsStreamAsync(CancellationToken.None)).CopyToAsync(read, CancellationToken.None);
        read.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }
}
