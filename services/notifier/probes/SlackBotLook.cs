using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Text;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier.Probes;

/// <summary><c>auth.test</c> (<c>reference/slack.md</c> §4): whose token it is, and by a header what it may do. Whether the bot is in its channel is seen with the first message.</summary>
internal static class SlackBotLook
{
    private const string Token = "UPGRADES__SLACK__BOTTOKEN";
    private const string Right = "chat:write";

    public static async Task<ProbeResult> AskAsync(HttpClient client, string dependency, SlackOptions options, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiUrl, "auth.test"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.BotToken!.Trim());
        using var answer = await client.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return ProbeResult.Works(dependency, "Slack asks to wait before the token is looked at again");
        }

        if (answer.StatusCode != HttpStatusCode.OK || Read(text) is not { } said)
        {
            return ProbeResult.Failed(
                dependency, $"answers as Slack does not: {(int)answer.StatusCode} {OutsideLines.Line(text.Length <= 200 ? text : text[..200])}", "see whether UPGRADES__SLACK__APIURL is https://slack.com/api/, and Slack well (slack-status.com)");
        }

        if (!said.Ok)
        {
            return Refusal(dependency, OutsideLines.Line(said.Error ?? "no reason given"));
        }

        var scopes = answer.Headers.TryGetValues("x-oauth-scopes", out var values) ? string.Join(',', values).Split(',', StringSplitOptions.TrimEntries) : null;
        return scopes is not null && !scopes.Contains(Right)
            ? ProbeResult.Failed(dependency, $"the bot lacks the scope {Right}; it has {OutsideLines.Line(string.Join(", ", scopes))}", $"give the app {Right}, install it again, and take over its new {Token}")
            : ProbeResult.Works(dependency, $"{OutsideLines.Line(said.User ?? "a bot")} in {OutsideLines.Line(said.Team ?? "a workspace")}, speaks in {options.Channel}");
    }

    private static ProbeResult Refusal(string dependency, string error) => error switch
    {
        "token_expired" => ProbeResult.Failed(dependency, $"{Token} has expired", $"take a new token of the app for {Token}"),
        "token_revoked" or "account_inactive" => ProbeResult.Failed(dependency, $"{Token} was revoked, or its app removed: {error}", $"install the app again, and take over its new {Token}"),
        "invalid_auth" or "not_authed" => ProbeResult.Failed(dependency, $"{Token} is not accepted: {error}", $"give {Token} the app's Bot User OAuth Token (xoxb-…)"),
        "missing_scope" or "no_permission" => ProbeResult.Failed(dependency, $"{Token} may not: {error}", $"give the app {Right}, install it again, and take over its new {Token}"),
        _ => ProbeResult.Failed(dependency, $"Slack refuses: {error}", $"see what Slack says about {error} (docs.slack.dev), and {Token}"),
    };

    private static Answer? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(text, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Answer(bool Ok, string? Error, string? User, string? Team);
}
