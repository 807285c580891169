using System.ComponentModel.DataAnnotations;

namespace Upgrades.Notifier.Slack;

/// <summary>Section <c>Slack</c>.</summary>
public sealed class SlackOptions : IValidatableObject
{
    /// <summary>Incoming webhook; a secret. Empty: nothing is posted.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>Slack takes one message a second from a webhook; 0 is for a stand-in without limits.</summary>
    [Range(0, 1000)]
    public double MessagesPerSecond { get; set; } = 1;

    /// <summary>Longest wait for an answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WebhookUrl is not null && !(WebhookUrl.IsAbsoluteUri && WebhookUrl.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("must be an http(s) address, or empty", [nameof(WebhookUrl)]);
        }
    }
}
