using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer.Advisor;

/// <summary>Whether a language model is asked for a few lines to people, and how.</summary>
public enum AdvisorMode
{
    /// <summary>Nobody is asked and nothing leaves this process.</summary>
    Off,

    /// <summary><c>POST /v1/chat/completions</c> with <c>stream: true</c>: the agent without tools.</summary>
    Chat,

    /// <summary><c>POST /execute</c> and polling: an agent that the operator names, with whatever tools that one has.</summary>
    Job,
}

/// <summary>Section <c>Advisor</c>: a claude-agent-service (<c>reference/claude-agent-service.md</c>). Off by default.</summary>
public sealed class AdvisorOptions : IValidatableObject
{
    /// <summary>Whether a language model is asked for a few lines to people, and how.</summary>
    public AdvisorMode Mode { get; set; }

    /// <summary>Address of the service.</summary>
    public Uri? Url { get; set; }

    /// <summary>Its <c>API_BEARER_TOKEN</c>.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }

    /// <summary><c>haiku</c>, <c>sonnet</c> or <c>opus</c>; for <see cref="AdvisorMode.Chat"/>.</summary>
    [Required]
    public string Model { get; set; } = "sonnet";

    /// <summary>For <see cref="AdvisorMode.Job"/>: the agent's name or path. It should have no tools: it reads what strangers wrote.</summary>
    public string? Agent { get; set; }

    /// <summary>For <see cref="AdvisorMode.Job"/>: the most that one answer may cost, in US dollars.</summary>
    [Range(0.01, 10)]
    public double MaxBudgetUsd { get; set; } = 0.5;

    /// <summary>How long the plans of one update wait for advice, all together (system clock). Less than the lease of their row.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>For <see cref="AdvisorMode.Job"/>: how often is looked for the answer (system clock).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Of one question, in UTF-8. A job's prompt becomes one argument of a command, of which Linux takes 128 KiB.</summary>
    [Range(2048, 100_000)]
    public int MaxBytesSent { get; set; } = 32_768;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode == AdvisorMode.Off)
        {
            yield break;
        }

        if (Url is null || !Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("must be an http(s) address, or set MODE to Off", [nameof(Url)]);
        }

        if (Token is not { Length: > 0 } || Token.Any(c => c is <= ' ' or > '~'))
        {
            yield return new ValidationResult("the service's API_BEARER_TOKEN is needed, in one word", [nameof(Token)]);
        }

        if (Mode == AdvisorMode.Job && string.IsNullOrWhiteSpace(Agent))
        {
            yield return new ValidationResult("MODE Job needs the name of an agent", [nameof(Agent)]);
        }
    }
}
