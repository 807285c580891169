using System.Net;
using System.Text;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Text;

namespace Upgrades.Notifier.Probes;

/// <summary>
/// A webhook that lives refuses an empty message with 400, one that was revoked says so by 403, 404 or 410 (<c>reference/slack.md</c> §1). The
/// address is a secret, and is in no result.
/// </summary>
internal static class SlackWebhookLook
{
    private const string SlacksHost = "hooks.slack.com";
    private const string Again = "make an incoming webhook for the channel (api.slack.com/apps, Incoming Webhooks), and give its address to ";

    public static async Task<ProbeResult> AskAsync(HttpClient client, string dependency, string setting, Uri address, CancellationToken cancellationToken)
    {
        if (!IsWebhook(address))
        {
            // A trigger of Slack's workflows would start one.
            return ProbeResult.Failed(dependency, $"{setting} is no incoming webhook: those begin with https://{SlacksHost}/services/", Again + setting);
        }

        using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(address, nothing, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var words = OutsideLines.Line(text.Length <= 200 ? text : text[..200]);
        return answer.StatusCode switch
        {
            HttpStatusCode.BadRequest when words is "no_text" or "invalid_payload" or "missing_text_or_fallback_or_attachments" =>
                ProbeResult.Works(dependency, $"the webhook at {address.Host} lives: it refuses an empty message"),
            HttpStatusCode.OK => ProbeResult.Works(dependency, $"the webhook at {address.Host} answers"),
            HttpStatusCode.TooManyRequests => ProbeResult.Works(dependency, $"the webhook at {address.Host} lives, and asks to wait"),
            HttpStatusCode.NotFound => ProbeResult.Failed(dependency, $"is revoked, or its address is wrong: 404 {words}", Again + setting),
            HttpStatusCode.Gone => ProbeResult.Failed(dependency, $"leads to a channel that is gone: 410 {words}", $"unarchive the channel, or {Again}{setting}"),
            HttpStatusCode.Forbidden => ProbeResult.Failed(dependency, $"may not post: 403 {words}", $"let the app post to the channel, or {Again}{setting}"),
            >= HttpStatusCode.InternalServerError => ProbeResult.Failed(dependency, $"Slack is not well: {(int)answer.StatusCode} {words}", "wait for Slack (slack-status.com); messages stay in their order until then"),
            _ => ProbeResult.Failed(dependency, $"answers as no webhook does: {(int)answer.StatusCode} {words}", Again + setting),
        };
    }

    private static bool IsWebhook(Uri address) =>
        !address.Host.Equals(SlacksHost, StringComparison.OrdinalIgnoreCase) || address.AbsolutePath.StartsWith("/services/", StringComparison.Ordinal);
}
