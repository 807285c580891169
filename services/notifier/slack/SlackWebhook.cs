using System.Net;

namespace Upgrades.Notifier.Slack;

/// <summary>Slack's incoming webhooks (<c>reference/slack.md</c> §1).</summary>
internal sealed class SlackWebhook(SlackHttp http, SlackPace pace)
{
    public const string ClientName = "slack";

    /// <summary>Posts; waits as long as Slack asks for.</summary>
    /// <returns>Null when posted; else Slack's words about a message it will never take.</returns>
    /// <exception cref="SlackException">Slack or the way to it is not well, or the webhook is revoked.</exception>
    public async Task<string?> PostAsync(Destination to, string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            await pace.TurnAsync([(to.Name, pace.BetweenMessages)], cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Post, to.Webhook) { Content = JsonContent.Create(new { text, unfurl_links = false, unfurl_media = false }) };
            var (answer, words) = await http.SendAsync(request, cancellationToken);
            using (answer)
            {
                switch (answer.StatusCode)
                {
                    case HttpStatusCode.OK:
                        return null;
                    case HttpStatusCode.BadRequest:
                        return SlackHttp.Quote(words);
                    case HttpStatusCode.TooManyRequests:
                        pace.HoldOff(to.Name, SlackHttp.Rest(answer));
                        break;
                    case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                        throw new SlackException($"{to.Setting} does not work any more: {(int)answer.StatusCode} {SlackHttp.Quote(words)}");
                    default:
                        throw new SlackException($"Slack answered {(int)answer.StatusCode} {SlackHttp.Quote(words)}");
                }
            }
        }
    }
}
