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

    [Theory]
    [InlineData("image", """{"image":"Not An Image","tag":"1.0"}""")]
    [InlineData("tag", """{"image":"a/one","tag":"1 0"}""")]
    [InlineData("digest", """{"image":"a/one","tag":"1.0","digest":"sha256:0"}""")]
    [InlineData("namespace", """{"image":"a/one","tag":"1.0","namespace":"../etc"}""")]
    [InlineData("source", """{"image":"a/one","tag":"1.0","source":"Diun; drop"}""")]
    public async Task a_submission_that_nobody_can_act_on_is_refused_with_the_field(string field, string body)
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);

        var (status, answer) = await ingest.OperateAsync(HttpMethod.Post, "/operator/ingest/updates", body);

        (status, answer.GetProperty("field").GetString()).ShouldBe((400, field));
        (await ingest.PublishedAsync<UpdateDetected>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task one_of_many_says_who_sends_it_and_one_that_a_person_wants_does_not()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);
        await ingest.OperateAsync(HttpMethod.Post, "/operator/ingest/updates", """{"image":"a/one","tag":"1.0","namespace":"web","source":"cli"}""");
        await ingest.OperateAsync(HttpMethod.Post, "/operator/ingest/updates", """{"image":"a/two","tag":"1.0"}""");

        (await ingest.PublishedAsync<UpdateDetected>()).Select(u => (u.Image, u.Namespace, u.Source)).ShouldBe([("docker.io/a/one", "web", "cli"), ("docker.io/a/two", null, "operator")]);
    }
}
