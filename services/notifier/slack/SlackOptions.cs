using System.ComponentModel.DataAnnotations;

namespace Upgrades.Notifier.Slack;

/// <summary>Section <c>Slack</c>. With a bot's token there is a thread per upgrade, with a webhook there are flat messages; with neither nothing is posted.</summary>
public sealed class SlackOptions : IValidatableObject
{
    /// <summary>Incoming webhook; a secret. Not beside <see cref="BotToken"/>.</summary>
    [DataType(DataType.Password)]
    public Uri? WebhookUrl { get; set; }

    /// <summary>The token of a Slack app's bot, <c>xoxb-…</c> with the scope <c>chat:write</c>; a secret. Needs a <see cref="Channel"/>.</summary>
    [DataType(DataType.Password)]
    public string? BotToken { get; set; }

    /// <summary>Where the bot speaks unless a route says otherwise: <c>#upgrades</c>, or the channel's id.</summary>
    public string? Channel { get; set; }

    /// <summary>Slack's Web API, with the slash at its end.</summary>
    [Required]
    public Uri ApiUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>Other places for some messages, and messages for no place; the first that fits counts.</summary>
    public IList<SlackRoute> Routes { get; } = [];

    /// <summary>The day of the week on which the past week is told, in domain time; <c>Off</c>: never.</summary>
    public DigestDay Digest { get; set; } = DigestDay.Monday;

    /// <summary>The hour of that day, UTC.</summary>
    [Range(0, 23)]
    public int DigestHour { get; set; } = 8;

    /// <summary>Where people read the timeline: <c>https://upgrades.example.org</c>. Null: messages have no links to it.</summary>
    public Uri? TimelineUrl { get; set; }

    /// <summary>Slack takes one message a second from a webhook, or for a channel; 0 is for a stand-in without limits.</summary>
    [Range(0, 1000)]
    public double MessagesPerSecond { get; set; } = 1;

    /// <summary>Longest wait for an answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A setting that is given as nothing is not given.</summary>
    internal bool HasBot => !string.IsNullOrWhiteSpace(BotToken);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. WrongAddresses(),
        .. WrongModes(),
        .. Routes.SelectMany((route, i) => route.Validate(HasBot).Select(wrong => new ValidationResult(wrong.Problem, [$"Routes__{i}__{wrong.Setting}"]))),
    ];

    internal static bool IsWebAddress(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https";

    private IEnumerable<ValidationResult> WrongAddresses()
    {
        if (WebhookUrl is not null && !IsWebAddress(WebhookUrl))
        {
            yield return new ValidationResult("must be an http(s) address, or empty", [nameof(WebhookUrl)]);
        }

        if (ApiUrl is not null && !(IsWebAddress(ApiUrl) && ApiUrl.AbsolutePath.EndsWith('/')))
        {
            yield return new ValidationResult("must be an http(s) address with a slash at its end", [nameof(ApiUrl)]);
        }

        if (TimelineUrl is not null && !IsWebAddress(TimelineUrl))
        {
            yield return new ValidationResult("must be an http(s) address, or empty", [nameof(TimelineUrl)]);
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult("must be more than zero and at most five minutes", [nameof(Timeout)]);
        }
    }

    private IEnumerable<ValidationResult> WrongModes()
    {
        if (HasBot && WebhookUrl is not null)
        {
            yield return new ValidationResult("is set, and UPGRADES__SLACK__WEBHOOKURL too: everything would be told twice. One of the two has to go", [nameof(BotToken)]);
        }

        if (HasBot && !BotToken!.Trim().StartsWith("xoxb-", StringComparison.Ordinal))
        {
            yield return new ValidationResult("must be the token of a bot, xoxb-…: \"Bot User OAuth Token\" of the app", [nameof(BotToken)]);
        }

        if (HasBot && string.IsNullOrWhiteSpace(Channel))
        {
            yield return new ValidationResult("is needed with UPGRADES__SLACK__BOTTOKEN: #name or the channel's id", [nameof(Channel)]);
        }

        if (!HasBot && !string.IsNullOrWhiteSpace(Channel))
        {
            yield return new ValidationResult("is for a bot: UPGRADES__SLACK__BOTTOKEN is not set. A webhook knows its channel", [nameof(Channel)]);
        }
    }
}

/// <summary>When the week is told.</summary>
public enum DigestDay { Off, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday }
