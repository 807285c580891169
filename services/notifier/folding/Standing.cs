using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Folding;

/// <summary>A matter that stays on the overview from one event until another: what is broken, held, quarantined.</summary>
/// <param name="Kind">Of the constants.</param>
/// <param name="Subject">The same matter has the same subject.</param>
/// <param name="Moment">The later one counts; at the same moment the end does.</param>
internal sealed record Standing(string Kind, string Subject, bool IsOpen, long Moment)
{
    public const string Held = "held";
    public const string Quarantined = "quarantined";
    public const string Dependency = "dependency";
    public const string Faulted = "faulted";
    public const string Critical = "critical";

    /// <summary>What the event opens or ends; null when nothing. Pure.</summary>
    /// <param name="seq">Of the event on the timeline.</param>
    public static Standing? Of(object message, long seq) => message switch
    {
        UpdateHeld e => new(Held, HeldSubject(e.Image, e.Tag), true, seq),
        UpdateReleased e => new(Held, HeldSubject(e.Image, e.Tag), false, seq),
        VersionQuarantined e => new(Quarantined, Subjects(e.Stack, e.Image, e.Version), true, seq),
        QuarantineLifted e => new(Quarantined, Subjects(e.Stack, e.Image, e.Version), false, seq),
        DependencyFailed e => new(Dependency, Subjects(e.Service, e.Dependency), true, e.Since.ToUnixTimeMilliseconds()),
        DependencyRecovered e => new(Dependency, Subjects(e.Service, e.Dependency), false, e.Since.ToUnixTimeMilliseconds()),
        MessageFaulted e => new(Faulted, Subjects(e.Queue, e.MessageId ?? seq.ToString(System.Globalization.CultureInfo.InvariantCulture)), true, seq),
        RollbackFailed e => new(Critical, e.Stack, true, seq),
        UpgradeSucceeded e => new(Critical, e.Stack, false, seq),
        UpgradeRolledBack e => new(Critical, e.Stack, false, seq),
        _ => null,
    };

    /// <summary>A newer comparable tag takes a held one's place (DESIGN §6.1), and nothing else says so.</summary>
    private static string HeldSubject(string image, string tag) => Subjects(image, TagVersion.TryParse(tag, out var version) ? version.Shape : tag);

    private static string Subjects(params IEnumerable<string> parts) => string.Join(' ', parts.Select(Uri.EscapeDataString));
}
