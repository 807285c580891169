using System.Net;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Tests.Analyzer.Outside;

public sealed class StoredAnswerTests
{
    [Theory]
    [InlineData(200, "ETag: \"x\"", true)]
    [InlineData(200, "Last-Modified: Thu, 01 Jan 2026 10:00:00 GMT", true)]
    [InlineData(200, "", false)]
    [InlineData(200, "ETag: \"x\"|Cache-Control: no-store", false)]
    [InlineData(404, "ETag: \"x\"", false)]
    [InlineData(206, "ETag: \"x\"", false)]
    public void only_what_can_be_asked_for_again_is_kept(int status, string headers, bool kept)
    {
        using var answer = Answer(status, headers, new WholeContent([1, 2, 3]));

        (StoredAnswer.Of(answer) is not null).ShouldBe(kept);
    }

    [Fact]
    public void what_is_too_long_is_not_kept()
    {
        var noise = new byte[5 << 20];
        new Random(1).NextBytes(noise);
        using var answer = Answer(200, "ETag: \"x\"", new WholeContent(noise));
        using var headed = Answer(200, $"ETag: \"{new string('x', 3000)}\"", new WholeContent([1]));
        using var stream = Answer(200, "ETag: \"x\"", new StreamContent(Stream.Null));

        StoredAnswer.Of(answer).ShouldBeNull();
        StoredAnswer.Of(headed).ShouldBeNull();
        StoredAnswer.Of(stream).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void it_comes_back_byte_by_byte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var answer = Answer(200, "ETag: \"x\"", new WholeContent(bytes));

        StoredAnswer.Of(answer)!.Unpack().ShouldBe(bytes);
    }

    [Theory]
    [InlineData(2L)]
    [InlineData(4L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public void a_wrong_length_is_spoiled(long length)
    {
        using var answer = Answer(200, "ETag: \"x\"", new WholeContent([1, 2, 3]));

        (StoredAnswer.Of(answer)! with { Length = length }).Unpack().ShouldBeNull();
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void what_is_not_packed_is_spoiled(byte[] body) => new StoredAnswer { Length = 3, Body = body }.Unpack().ShouldBeNull();

    private static HttpResponseMessage Answer(int status, string headers, HttpContent content)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (header.Split(": ")[0], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            if (!answer.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return answer;
    }
}
