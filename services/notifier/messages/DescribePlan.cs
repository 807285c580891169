using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Messages;

internal static class DescribePlan
{
    private const int CitedReasons = 5;

    public static string Planned(UpgradePlanned e) => string.Concat(
        $"{Sign(e.Risk)} *{Describe.Stack(e.Stack)} planned*: {Changes(e.Images, e.Charts)}, risk {e.Risk}",
        e.Steps.Count > 1 ? $", in {e.Steps.Count} steps: {string.Join(" → ", e.Steps.Select(s => Code(s.Version)))}" : "",
        e.Backup is { } backup ? $"\n• backup first: {Code($"{backup.Namespace}/{backup.CronJob}")}" : "",
        string.Concat(e.Summary.Select(line => $"\n• {Say(line)}")),
        string.Concat(e.Reasons.Take(CitedReasons).Select(Reason)),
        e.Reasons.Count > CitedReasons ? $"\n• and {e.Reasons.Count - CitedReasons} more reasons" : "",
        e.Advisories.Count > 0 ? $"\n• fixes {string.Join(", ", e.Advisories.Take(10).Select(Code))}" : "");

    private static string Reason(RiskReason reason) => string.Concat(
        $"\n• {Say(reason.Rule)}",
        reason.Release is null ? "" : $" in {Link(reason.Url, reason.Release)}",
        reason.Line is null ? "" : $": {Say(reason.Line)}");

    private static string Sign(Risk risk) => risk switch
    {
        Risk.Safe => ":large_green_circle:",
        Risk.Caution => ":large_yellow_circle:",
        _ => ":white_circle:",
    };
}
