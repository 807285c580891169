using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Ingest;

public sealed class OperatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_raised_limit_releases_what_is_held()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, limit: 1);
        await ingest.DetectAsync("a/one", "1.0");
        (await ingest.DetectAsync("a/two", "1.0")).Body.GetProperty("outcome").GetString().ShouldBe("held");

        var (status, body) = await ingest.OperateAsync(HttpMethod.Put, "/operator/ingest/rate-limit", """{"limit":50}""");

        status.ShouldBe(200);
        body.GetProperty("limit").GetInt32().ShouldBe(50);
        await Eventually.TrueAsync(async () => (await ingest.PublishedAsync<UpdateReleased>()).Count == 1, "the release");
    }

    [Fact]
    public async Task a_reset_forgets_what_was_admitted()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, limit: 1);
        await ingest.DetectAsync("a/one", "1.0");

        var (_, body) = await ingest.OperateAsync(HttpMethod.Post, "/operator/ingest/rate-limit/reset");

        body.GetProperty("admitted").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"limit":0}""")]
    [InlineData("""{"windowHours":-1}""")]
    public async Task a_senseless_limit_is_refused(string body)
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);

        (await ingest.OperateAsync(HttpMethod.Put, "/operator/ingest/rate-limit", body)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task an_operator_forces_what_is_open_already()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, limit: 1);
        await ingest.DetectAsync("a/one", "1.0");

        var (status, body) = await ingest.OperateAsync(HttpMethod.Post, "/operator/ingest/updates", """{"image":"a/one","tag":"1.0","force":true}""");

        status.ShouldBe(202);
        body.GetProperty("outcome").GetString().ShouldBe("accepted");
        (await ingest.PublishedAsync<UpdateDetected>()).Select(e => (e.Attempt, e.Force)).ShouldBe([(0, false), (1, true)]);
    }

    [Fact]
    public async Task a_stranger_operates_nothing()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);

        (await ingest.OperateAsync(HttpMethod.Put, "/operator/ingest/rate-limit", """{"limit":50}""", token: "guessed")).Status.ShouldBe(401);
    }
}
