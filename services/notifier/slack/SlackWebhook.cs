using System.Net;

namespace Upgrades.Notifier.Slack;

/// <summary>Slack does not take the message now: the row is late, with the answer in it.</summary>
internal sealed class SlackException(string message) : Exception(message);

/// <summary>Slack's incoming webhook (<c>reference/slack.md</c> §1). The address is a secret and appears in no message or log.</summary>
internal sealed class SlackWebhook(IHttpClientFactory clients, SlackOptions options)
{
    public const string ClientName = "slack";

    /// <summary>Posts; waits as long as Slack asks for.</summary>
    /// <returns>Null when posted; else Slack's words about a message it will never take.</returns>
    /// <exception cref="SlackException">Slack or the way to it is not well, or the webhook is revoked.</exception>
    public async Task<string?> PostAsync(string text, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        client.Timeout = options.Timeout;
        while (true)
        {
            using var answer = await SendAsync(client, text, cancellationToken);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    return null;
                case HttpStatusCode.BadRequest:
                    return await ReadAsync(answer, cancellationToken);
                case HttpStatusCode.TooManyRequests:
                    await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
                    break;
                case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                    throw new SlackException($"UPGRADES__SLACK__WEBHOOKURL does not work any more: {(int)answer.StatusCode} {await ReadAsync(answer, cancellationToken)}");
                default:
                    throw new SlackException($"Slack answered {(int)answer.StatusCode} {await ReadAsync(answer, cancellationToken)}");
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, string text, CancellationToken cancellationToken)
    {
        try
        {
            return await client.PostAsJsonAsync(options.WebhookUrl, new { text, unfurl_links = false }, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new SlackException($"Slack cannot be reached: {e.HttpRequestError}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlackException($"Slack did not answer within {options.Timeout.TotalSeconds:0} s");
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return text.Length <= 200 ? text : text[..200];
    }
}
