using System.Net.Http.Headers;
using System.Text.Json;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Following;

namespace Upgrades.Standalone.Demo;

/// <summary>Speaks to the services over HTTP, as DIUN and an operator do.</summary>
internal sealed class DemoClient(HttpClient http, ServiceAddresses at, string webhookSecret, string operatorToken)
{
    /// <summary>The executor takes no higher limit.</summary>
    public const int MostInFlight = 1000;

    /// <summary>What an operator does before a bulk run.</summary>
    public async Task RaiseLimitsAsync(int admitted, int inFlight, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Put, at.Ingest, "/operator/ingest/rate-limit", operatorToken, new { limit = admitted }, cancellationToken);
        await SendAsync(HttpMethod.Put, at.Executor, "/operator/executor/in-flight", operatorToken, new { maxInFlight = inFlight }, cancellationToken);
    }

    /// <summary>DIUN's own body for a new tag (reference, DIUN).</summary>
    /// <returns>What ingest answered: <c>accepted</c>, or something else with its reason.</returns>
    public async Task<(string Outcome, string Reason, Guid UpdateId)> ReportAsync(FixtureService service, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, at.Ingest, "/webhooks/diun", webhookSecret, new
        {
            diun_version = "4.33.0",
            hostname = "diun",
            status = "new",
            provider = "kubernetes",
            image = $"{service.Image}:{service.To}",
            hub_link = "",
            mime_type = "application/vnd.oci.image.index.v1+json",
            platform = "linux/amd64",
            metadata = new { pod_namespace = service.Stack, ctn_name = service.Containers[^1].Name },
        }, cancellationToken);
        return (answer.GetProperty("outcome").GetString()!, answer.GetProperty("reason").GetString()!, answer.GetProperty("updateId").GetGuid());
    }

    /// <summary>Events after <paramref name="seq"/>, oldest first.</summary>
    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(long seq, CancellationToken cancellationToken) =>
        TimelineEvent.Read(await SendAsync(HttpMethod.Get, at.Notifier, $"/events?after={seq}&limit=1000", operatorToken, body: null, cancellationToken)).Events;

    /// <summary>Updates that ingest has in this state, as their ids.</summary>
    public async Task<IReadOnlyList<Guid>> UpdatesAsync(string state, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, at.Ingest, $"/updates?state={state}&limit=1000", operatorToken, body: null, cancellationToken);
        return [.. answer.EnumerateArray().Select(u => u.GetProperty("updateId").GetGuid())];
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, Uri service, string path, string secret, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(service, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "null" : text)
            : throw new HttpRequestException($"{method} {path} was answered with {(int)answer.StatusCode}: {text}");
    }
}
