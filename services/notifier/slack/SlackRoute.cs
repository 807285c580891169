using System.ComponentModel.DataAnnotations;
using System.IO.Enumeration;
using Upgrades.Notifier.Messages;

namespace Upgrades.Notifier.Slack;

/// <summary>Which messages go elsewhere, or nowhere. What is left empty fits everything.</summary>
public sealed class SlackRoute
{
    /// <summary>Names of stacks with <c>*</c> and <c>?</c>, separated by commas: <c>immich*,media-?</c>.</summary>
    public string? Stacks { get; set; }

    /// <summary>Of <c>Critical</c>, <c>Problem</c>, <c>Success</c>, <c>Info</c>, separated by commas.</summary>
    public string? Severities { get; set; }

    /// <summary>Where the bot tells them.</summary>
    public string? Channel { get; set; }

    /// <summary>The webhook that takes them; a secret.</summary>
    [DataType(DataType.Password)]
    public Uri? WebhookUrl { get; set; }

    /// <summary>They are on the timeline only.</summary>
    public bool Silent { get; set; }

    internal bool Fits(Severity severity, string? stack)
    {
        var (stacks, severities) = (List(Stacks), List(Severities));
        return (stacks.Length == 0 || (stack is not null && stacks.Any(s => FileSystemName.MatchesSimpleExpression(s, stack))))
            && (severities.Length == 0 || severities.Contains($"{severity}", StringComparer.OrdinalIgnoreCase));
    }

    internal IEnumerable<(string Setting, string Problem)> Validate(bool hasBot)
    {
        foreach (var unknown in List(Severities).Where(s => !Enum.GetNames<Severity>().Contains(s, StringComparer.OrdinalIgnoreCase)))
        {
            yield return (nameof(Severities), $"{unknown} is none of {string.Join(", ", Enum.GetNames<Severity>())}");
        }

        if (WebhookUrl is not null && !SlackOptions.IsWebAddress(WebhookUrl))
        {
            yield return (nameof(WebhookUrl), "must be an http(s) address");
        }

        var hasChannel = !string.IsNullOrWhiteSpace(Channel);
        if (Silent && (hasChannel || WebhookUrl is not null))
        {
            yield return (nameof(Silent), "says that nothing is posted, so there must be neither CHANNEL nor WEBHOOKURL");
        }
        else if (!Silent && hasBot && (!hasChannel || WebhookUrl is not null))
        {
            yield return (nameof(Channel), "is needed, and no WEBHOOKURL: UPGRADES__SLACK__BOTTOKEN is set, and a bot posts in channels");
        }
        else if (!Silent && !hasBot && (hasChannel || WebhookUrl is null))
        {
            yield return (nameof(WebhookUrl), "is needed, and no CHANNEL: without UPGRADES__SLACK__BOTTOKEN messages go through webhooks");
        }
    }

    private static string[] List(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
