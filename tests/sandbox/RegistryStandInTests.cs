using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Registry;

namespace Upgrades.Tests.Sandbox;

/// <summary>The contract is <c>reference/registry.md</c>.</summary>
public sealed class RegistryStandInTests : IAsyncLifetime
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string AllKinds = $"{Index}, application/vnd.docker.distribution.manifest.list.v2+json, {Manifest}, {DockerManifest}";

    private readonly RegistryStandIn _registry = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _registry.AddImage("o/app", ["2.0", "1.9", "1.10"], new Dictionary<string, string> { ["org.opencontainers.image.source"] = "https://github.com/o/app" });
        _registry.AddImage("library/plain", ["1"], platforms: []);
        _server = await StandInServer.StartAsync(_registry.Map);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task a_stranger_is_told_where_to_get_a_token_and_the_token_opens_that_repository_only()
    {
        using var refused = await GetAsync("/v2/o/app/tags/list", token: null);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Challenge(refused).ShouldBe($"Bearer realm=\"{_server.Address}token\",service=\"{_server.Address.Authority}\",scope=\"repository:o/app:pull\"");
        await ErrorAsync(refused, "UNAUTHORIZED");
        var token = await TokenAsync("o/app");
        (await StatusAsync("/v2/o/app/tags/list", token)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/v2/", token)).ShouldBe(HttpStatusCode.OK);
        using var other = await GetAsync("/v2/library/plain/tags/list", token);
        other.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Challenge(other).ShouldEndWith(",scope=\"repository:library/plain:pull\",error=\"insufficient_scope\"");
        _registry.ForgetTokens();
        using var stale = await GetAsync("/v2/o/app/tags/list", token);
        Challenge(stale).ShouldEndWith("error=\"invalid_token\"");
    }

    [Fact]
    public async Task the_ping_answers_with_a_challenge_without_scope()
    {
        using var answer = await GetAsync("/v2/", token: null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Challenge(answer).ShouldNotContain("scope");
        answer.Headers.GetValues("Docker-Distribution-Api-Version").ShouldBe(["registry/2.0"]);
    }

    [Fact]
    public async Task a_private_repository_gives_a_stranger_a_token_that_opens_nothing()
    {
        _registry.Credentials = "robot:secret";

        (await StatusAsync("/v2/o/app/tags/list", await TokenAsync("o/app"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("/v2/o/app/tags/list", await TokenAsync("o/app", "robot:secret"))).ShouldBe(HttpStatusCode.OK);
        using var wrong = await GetAsync("/token?scope=repository:o/app:pull", "Basic", Base64("robot:wrong"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _registry.NeedsToken = false;
        using var basic = await GetAsync("/v2/o/app/tags/list", token: null);
        Challenge(basic).ShouldBe("Basic realm=\"Registry\"");
        using var right = await GetAsync("/v2/o/app/tags/list", "Basic", Base64("robot:secret"));
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task tags_come_as_they_were_pushed_in_pages_that_a_relative_link_joins()
    {
        _registry.TagPageSize = 2;
        var token = await TokenAsync("o/app");

        using var first = await GetAsync("/v2/o/app/tags/list?n=1000", token);

        (await TagsAsync(first)).ShouldBe(["2.0", "1.9"]);
        first.Headers.GetValues("Link").Single().ShouldBe("</v2/o/app/tags/list?last=1.9&n=2>; rel=\"next\"");
        using var second = await GetAsync("/v2/o/app/tags/list?last=1.9&n=2", token);
        (await TagsAsync(second)).ShouldBe(["1.10"]);
        second.Headers.Contains("Link").ShouldBeFalse();
        using var none = await GetAsync("/v2/o/app/tags/list?n=0", token);
        (await TagsAsync(none)).ShouldBe([]);
    }

    [Fact]
    public async Task a_repository_without_tags_has_null_instead_of_a_list()
    {
        _registry.RemoveTag("library/plain", "1");

        using var answer = await GetAsync("/v2/library/plain/tags/list", await TokenAsync("library/plain"));

        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"name":"library/plain","tags":null}""");
    }

    [Fact]
    public async Task the_way_from_a_tag_to_the_labels_is_index_manifest_config_and_storage()
    {
        var token = await TokenAsync("o/app");
        var index = await ManifestAsync("o/app", "1.10", token, Index);
        var entries = index.GetProperty("manifests").EnumerateArray().ToList();
        entries.Select(e => e.GetProperty("platform").GetProperty("architecture").GetString()).ShouldBe(["amd64", "arm64", "unknown"]);
        entries[2].GetProperty("annotations").GetProperty("vnd.docker.reference.type").GetString().ShouldBe("attestation-manifest");
        var manifest = await ManifestAsync("o/app", entries[1].GetProperty("digest").GetString()!, token, Manifest);
        var digest = manifest.GetProperty("config").GetProperty("digest").GetString()!;

        using var redirect = await GetAsync($"/v2/o/app/blobs/{digest}", token);

        redirect.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        var storage = redirect.Headers.Location!.OriginalString;
        (await StatusAsync(storage, token)).ShouldBe(HttpStatusCode.BadRequest, "a signed address refuses a second proof");
        using var blob = await GetAsync(storage, token: null);
        var bytes = await blob.Content.ReadAsByteArrayAsync();
        Digest(bytes).ShouldBe(digest);
        var config = JsonDocument.Parse(bytes).RootElement;
        (config.GetProperty("os").GetString(), config.GetProperty("architecture").GetString()).ShouldBe(("linux", "arm64"));
        config.GetProperty("config").GetProperty("Labels").GetProperty("org.opencontainers.image.source").GetString().ShouldBe("https://github.com/o/app");
    }

    [Fact]
    public async Task a_tag_is_asked_for_by_head_and_answered_without_a_body()
    {
        var token = await TokenAsync("o/app");

        using var answer = await SendAsync(HttpMethod.Head, "/v2/o/app/manifests/1.9", "Bearer", token, AllKinds);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("Docker-Content-Digest").ShouldBe([_registry.DigestOf("o/app", "1.9")]);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(Index);
        answer.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(500);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        _registry.DigestOf("o/app", "1.9").ShouldNotBe(_registry.DigestOf("o/app", "1.10"));
    }

    [Theory]
    [InlineData("GET", "o/app", "3.0", AllKinds, "MANIFEST_UNKNOWN")]
    [InlineData("GET", "o/app", "1.9", Manifest, "MANIFEST_UNKNOWN")]
    [InlineData("GET", "o/app", "1.9", "*/*", "MANIFEST_UNKNOWN")]
    [InlineData("GET", "o/none", "1.9", AllKinds, "NAME_UNKNOWN")]
    [InlineData("HEAD", "o/app", "3.0", AllKinds, null)]
    public async Task what_is_not_there_or_not_accepted_is_not_found(string method, string name, string tag, string accept, string? code)
    {
        using var answer = await SendAsync(new HttpMethod(method), $"/v2/{name}/manifests/{tag}", "Bearer", await TokenAsync(name), accept);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        if (code is null)
        {
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
        else
        {
            await ErrorAsync(answer, code);
        }
    }

    [Fact]
    public async Task an_image_can_be_one_docker_manifest_without_labels()
    {
        var token = await TokenAsync("library/plain");
        var manifest = await ManifestAsync("library/plain", "1", token, DockerManifest);
        using var redirect = await GetAsync($"/v2/library/plain/blobs/{manifest.GetProperty("config").GetProperty("digest").GetString()}", token);
        using var blob = await GetAsync(redirect.Headers.Location!.OriginalString, token: null);

        var config = JsonDocument.Parse(await blob.Content.ReadAsStringAsync()).RootElement;

        config.GetProperty("config").GetProperty("Labels").ValueKind.ShouldBe(JsonValueKind.Null);
        config.GetProperty("architecture").GetString().ShouldBe("amd64");
    }

    [Fact]
    public async Task a_removed_tag_is_gone_and_its_digest_is_not()
    {
        var token = await TokenAsync("o/app");
        var digest = _registry.DigestOf("o/app", "2.0");

        _registry.RemoveTag("o/app", "2.0");
        _registry.AddTag("o/app", "2.1");

        using var list = await GetAsync("/v2/o/app/tags/list", token);
        (await TagsAsync(list)).ShouldBe(["1.9", "1.10", "2.1"]);
        (await ManifestAsync("o/app", digest, token, Index)).GetProperty("schemaVersion").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task an_answer_set_beforehand_comes_once()
    {
        _registry.NeedsToken = false;
        _registry.AnswerNext(429, """{"errors":[{"code":"TOOMANYREQUESTS"}]}""", new Dictionary<string, string> { ["Retry-After"] = "7" });

        using var answer = await GetAsync("/v2/o/app/tags/list", token: null);

        ((int)answer.StatusCode, answer.Headers.RetryAfter!.Delta).ShouldBe((429, TimeSpan.FromSeconds(7)));
        (await StatusAsync("/v2/o/app/tags/list?n=5", null)).ShouldBe(HttpStatusCode.OK);
        _registry.Requests.ShouldBe(["GET /v2/o/app/tags/list", "GET /v2/o/app/tags/list?n=5"]);
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Challenge(HttpResponseMessage answer) => answer.Headers.GetValues("WWW-Authenticate").Single();

    private static async Task ErrorAsync(HttpResponseMessage answer, string code) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(code);

    private static async Task<List<string>> TagsAsync(HttpResponseMessage answer) =>
        [.. JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)];

    private async Task<string> TokenAsync(string name, string? credentials = null)
    {
        using var answer = await GetAsync($"/token?service=x&scope=repository:{name}:pull", "Basic", credentials is null ? null : Base64(credentials));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;
    }

    private async Task<JsonElement> ManifestAsync(string name, string reference, string token, string type)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/v2/{name}/manifests/{reference}", "Bearer", token, AllKinds);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        answer.Headers.GetValues("Docker-Content-Digest").ShouldBe([Digest(bytes)]);
        return JsonDocument.Parse(bytes).RootElement;
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var answer = await GetAsync(path, token);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? token) => GetAsync(path, "Bearer", token);

    private Task<HttpResponseMessage> GetAsync(string path, string scheme, string? proof) => SendAsync(HttpMethod.Get, path, scheme, proof, "*/*");

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string scheme, string? proof, string accept)
    {
        var request = new HttpRequestMessage(method, new Uri(_server.Address, path));
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Authorization = proof is null ? null : new AuthenticationHeaderValue(scheme, proof);
        return _http.SendAsync(request);
    }
}
