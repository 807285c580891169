using System.Text;
using System.Text.Json;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Ingest;

public abstract class WebhookScenarios(PostgresServer? postgres) : StoreScenarios(postgres), IAsyncLifetime
{
    private const string Diun =
        """
        {"diun_version":"4.33.0","hostname":"diun-7c9d","status":"new","provider":"kubernetes",
         "image":"docker.io/vaultwarden/server:1.36.0","hub_link":"https://hub.docker.com/r/vaultwarden/server",
         "mime_type":"application/vnd.oci.image.index.v1+json","digest":"sha256:0fb0a3ee6ea2c17aba9cac1d8d1cd4f5b5e3f2e1d0c9b8a7968574635241302f",
         "created":"2026-08-01T10:11:12Z","platform":"linux/amd64","metadata":{"pod_name":"vaultwarden-5d8","pod_namespace":"vaultwarden",
         "ctn_name":"vaultwarden","ctn_command":"","pod_createdat":"2026-07-01 09:00:00 +0000 UTC","pod_status":"&PodStatus{Phase:Running,…}"}}
        """;

    private const string Entry =
        """
        {"diun_entry_status":"update","diun_entry_image":"vaultwarden/server","diun_entry_imagetag":"1.36.0",
         "diun_entry_provider":"kubernetes","diun_entry_hublink":"https://hub.docker.com/r/vaultwarden/server"}
        """;

    private readonly TemporaryFolder _folder = new();
    private IngestHost _ingest = null!;

    public async ValueTask InitializeAsync() => _ingest = await IngestHost.StartAsync(_folder.Path, postgres: await DatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await _ingest.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task diuns_own_payload_becomes_an_update()
    {
        var (status, body) = await _ingest.PostAsync(Diun);

        status.ShouldBe(202);
        body.GetProperty("outcome").GetString().ShouldBe("accepted");
        var update = (await _ingest.PublishedAsync<UpdateDetected>()).ShouldHaveSingleItem();
        update.Image.ShouldBe("docker.io/vaultwarden/server");
        update.Tag.ShouldBe("1.36.0");
        update.Digest.ShouldStartWith("sha256:0fb0");
        (update.Namespace, update.Workload, update.Container).ShouldBe(("vaultwarden", "vaultwarden-5d8", "vaultwarden"));
        update.UpdateId.ShouldBe(body.GetProperty("updateId").GetGuid());
    }

    [Fact]
    public void what_is_held_and_open_is_counted_while_it_runs() => _ingest.Runs<StoreNumbers>().ShouldBeTrue();

    [Fact]
    public async Task the_hand_fired_form_becomes_an_update()
    {
        var (status, body) = await _ingest.PostAsync(Entry);

        status.ShouldBe(202);
        body.GetProperty("outcome").GetString().ShouldBe("accepted");
        var update = (await _ingest.PublishedAsync<UpdateDetected>()).ShouldHaveSingleItem();
        (update.Image, update.Tag, update.Status).ShouldBe(("docker.io/vaultwarden/server", "1.36.0", "update"));
    }

    [Fact]
    public async Task the_secret_may_be_the_last_part_of_the_path() =>
        (await _ingest.PostAsync(Encoding.UTF8.GetBytes(Diun), secret: null, path: "/webhooks/diun/" + IngestHost.Secret)).Status.ShouldBe(202);

    [Theory]
    [InlineData(null, "/webhooks/diun")]
    [InlineData("wrong", "/webhooks/diun")]
    [InlineData("0123456789abcdeF", "/webhooks/diun")]
    [InlineData(null, "/webhooks/diun/wrong")]
    public async Task a_wrong_secret_moves_nothing(string? secret, string path)
    {
        (await _ingest.PostAsync(Encoding.UTF8.GetBytes(Diun), secret, path)).Status.ShouldBe(401);
        await MovedNothingAsync();
    }

    [Fact]
    public async Task a_get_is_told_which_setting_to_change()
    {
        using var answer = await _ingest.Http.GetAsync(new Uri("/webhooks/diun", UriKind.Relative));

        ((int)answer.StatusCode).ShouldBe(405);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("DIUN_NOTIF_WEBHOOK_METHOD");
    }

    [Theory]
    [InlineData("not json", null)]
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("\"text\"", null)]
    [InlineData("{}", "image")]
    [InlineData("""{"status":"new"}""", "image")]
    [InlineData("""{"image":"a/b:1"}""", "status")]
    [InlineData("""{"image":null,"status":"new"}""", "image")]
    [InlineData("""{"image":7,"status":"new"}""", "image")]
    [InlineData("""{"image":"a/b:1","status":["new"]}""", "status")]
    [InlineData("""{"image":"a/b:1","status":"new\u0000"}""", "status")]
    [InlineData("""{"image":"a/b:${var.v}","status":"new"}""", "image")]
    [InlineData("""{"image":"a/b:1\n","status":"new"}""", "image")]
    [InlineData("""{"image":"a/b:1 2","status":"new"}""", "image")]
    [InlineData("""{"image":"a/b:\ud800","status":"new"}""", "image")]
    [InlineData("""{"image":"a/b:1","status":"new","digest":"sha256:xyz"}""", "digest")]
    [InlineData("""{"diun_entry_image":"a/b","diun_entry_status":"update"}""", "diun_entry_imagetag")]
    [InlineData("""{"diun_entry_image":"a/b","diun_entry_imagetag":"1.0"}""", "diun_entry_status")]
    [InlineData("""{"diun_entry_image":"a/b","diun_entry_status":"update","diun_entry_imagetag":"1\n2"}""", "diun_entry_imagetag")]
    [InlineData("""{"diun_entry_image":"a/b","diun_entry_status":"update","diun_entry_imagetag":"${var.v}"}""", "diun_entry_imagetag")]
    public async Task a_bad_body_is_told_what_is_wrong_and_moves_nothing(string body, string? field)
    {
        var (status, answer) = await _ingest.PostAsync(body);

        status.ShouldBe(400);
        answer.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("field").GetString().ShouldBe(field);
        await MovedNothingAsync();
    }

    [Fact]
    public async Task a_tag_of_ten_thousand_characters_is_refused()
    {
        var body = JsonSerializer.Serialize(new { diun_entry_image = "a/b", diun_entry_status = "update", diun_entry_imagetag = new string('1', 10_000) });

        (await _ingest.PostAsync(body)).Status.ShouldBe(400);
        await MovedNothingAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task over_64_KiB_is_refused_with_and_without_a_length(bool chunked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"image":"a/b:1.0","status":"new","x":"{{new string('x', 65 * 1024)}}"}""");

        (await _ingest.PostAsync(body, chunked: chunked)).Status.ShouldBe(413);
        await MovedNothingAsync();
    }

    [Fact]
    public async Task twenty_workers_that_send_the_same_make_one_update()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _ingest.PostAsync(Diun)));

        answers.Select(a => a.Status).ShouldAllBe(status => status == 202);
        answers.Count(a => a.Body.GetProperty("outcome").GetString() == "accepted").ShouldBe(1);
        (await _ingest.PublishedAsync<UpdateDetected>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_filtered_is_listed_with_its_reason_and_moves_nothing()
    {
        var (status, body) = await _ingest.DetectAsync("postgres", "17.1");

        status.ShouldBe(202);
        body.GetProperty("outcome").GetString().ShouldBe("filtered");
        var row = (await _ingest.OperateAsync(HttpMethod.Get, "/updates?state=filtered")).Body.EnumerateArray().ShouldHaveSingleItem();
        row.GetProperty("reason").GetString()!.ShouldContain("*postgres*");
        await MovedNothingAsync();
    }

    [Fact]
    public async Task nobody_but_the_operator_reads_the_list() =>
        (await _ingest.OperateAsync(HttpMethod.Get, "/updates", token: "guessed")).Status.ShouldBe(401);

    private async Task MovedNothingAsync() => (await _ingest.PublishedAsync<UpdateDetected>()).ShouldBeEmpty();
}

public sealed class WebhookTests() : WebhookScenarios(null);

[Trait("Length", "long")]
public sealed class WebhookOnPostgresTests(PostgresServer postgres) : WebhookScenarios(postgres);
