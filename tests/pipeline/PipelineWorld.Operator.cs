using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Upgrades.Tests.Pipeline;

/// <summary>What an operator asks and says.</summary>
internal sealed partial class PipelineWorld
{
    /// <summary>The last error of the analyzer's newest update.</summary>
    public async Task<string> PlanErrorAsync() => (string?)(await GetAsync(_at.Ingest, "/operator/analyzer/plans"))?.AsArray().FirstOrDefault()?["lastError"] ?? "";

    /// <summary><c>POST /operator/executor/…</c>, which must be taken.</summary>
    public async Task OperateAsync(string path) => (await TryOperateAsync(path)).ShouldBeInRange(200, 204);

    public Task<int> TryOperateAsync(string path) => PostAsync(_at.Executor, $"/operator/executor/{path}", content: null);

    /// <summary><c>PUT /operator/executor/holds/STACK</c>.</summary>
    public async Task HoldAsync(string stack, string reason) =>
        (await SendAsync(HttpMethod.Put, _at.Executor, $"/operator/executor/holds/{stack}", JsonContent.Create(new { reason }))).ShouldBe(200);

    public async Task ReleaseAsync(string stack) => (await SendAsync(HttpMethod.Delete, _at.Executor, $"/operator/executor/holds/{stack}", content: null)).ShouldBe(200);

    /// <summary>What an operator is shown of the stack's newest upgrade: its state and why it stands there.</summary>
    public async Task<string> StandingAsync(string stack)
    {
        var newest = (await GetAsync(_at.Executor, "/operator/executor/upgrades"))!.AsArray().FirstOrDefault(u => (string?)u!["stack"] == stack);
        return newest is null ? "" : $"{newest["state"]}: {newest["reason"]} {newest["lastError"]}";
    }

    /// <summary>Waits until the operator is shown these words of the stack's newest upgrade.</summary>
    public Task StandsAsync(string stack, string words) =>
        Eventually.TrueAsync(async () => (await StandingAsync(stack)).Contains(words, StringComparison.Ordinal), $"{stack} shows \"{words}\"");

    /// <summary>A person asks for the service's upgrade whatever stands against it.</summary>
    public Task ForceAsync(string stack) => ForceAsync(Service(stack).Image, Service(stack).To);

    public async Task ForceAsync(string image, string tag) => (await PostAsync(
        _at.Ingest, "/operator/ingest/updates", JsonContent.Create(new { image, tag, force = true }))).ShouldBe(202);

    private async Task<JsonNode?> GetAsync(Uri service, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service, path));
        request.Headers.Authorization = new("Bearer", OperatorToken);
        using var answer = await Http.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
    }

    private Task<int> PostAsync(Uri service, string path, HttpContent? content) => SendAsync(HttpMethod.Post, service, path, content);

    private async Task<int> SendAsync(HttpMethod method, Uri service, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(service, path)) { Content = content };
        request.Headers.Authorization = new("Bearer", OperatorToken);
        using var answer = await Http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
