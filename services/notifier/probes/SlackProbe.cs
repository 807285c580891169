using Upgrades.Hosting.Probes;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier.Probes;

/// <summary>Slack, without posting a message: who reads the channel is not to learn that a doctor was here.</summary>
internal sealed class SlackProbe(IHttpClientFactory clients, SlackOptions options) : IProbe
{
    private const string Name = "slack";

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        if (options.HasBot)
        {
            return [await AskAsync(Name, "UPGRADES__SLACK__APIURL", client => SlackBotLook.AskAsync(client, Name, options, cancellationToken), cancellationToken)];
        }

        List<(string Dependency, string Setting, Uri Address)> webhooks =
        [
            .. options.WebhookUrl is { } own ? [(Name, "UPGRADES__SLACK__WEBHOOKURL", own)] : Array.Empty<(string, string, Uri)>(),
            .. options.Routes.Select((r, i) => (Dependency: $"{Name}/route-{i}", Setting: $"UPGRADES__SLACK__ROUTES__{i}__WEBHOOKURL", r.WebhookUrl))
                .Where(r => r.WebhookUrl is not null).Select(r => (r.Dependency, r.Setting, r.WebhookUrl!)),
        ];
        return webhooks.Count == 0
            ? [ProbeResult.NotSet(Name, "neither UPGRADES__SLACK__WEBHOOKURL nor UPGRADES__SLACK__BOTTOKEN is set: events are on the timeline only")]
            : await Task.WhenAll(webhooks.Select(w => AskAsync(
                w.Dependency, w.Setting, client => SlackWebhookLook.AskAsync(client, w.Dependency, w.Setting, w.Address, cancellationToken), cancellationToken)));
    }

    private async Task<ProbeResult> AskAsync(string dependency, string setting, Func<HttpClient, Task<ProbeResult>> ask, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(SlackWebhook.ClientName);
        client.Timeout = options.Timeout;
        try
        {
            return await ask(client);
        }
        catch (HttpRequestException e)
        {
            return HttpTrouble.Away(dependency, e, setting);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpTrouble.Slow(dependency, options.Timeout, setting);
        }
    }
}
