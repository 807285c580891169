using System.Globalization;
using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Executor.Commits;

/// <summary>What a commit of ours says about itself.</summary>
internal sealed record StepTrailers(Guid UpgradeId, int Step, int Count, StepKind Kind, string Stack, string From, string To, TimeSpan Window);

/// <summary>What a commit of ours says about itself for programs: it is found again by the first, and read by the rest (DESIGN §6.4).</summary>
internal static partial class CommitTrailers
{
    public const string UpgradeId = "Upgrade-Id";

    public static IReadOnlyList<(string Key, string Value)> Of(UpgradePlanned plan, StepChange change) =>
    [
        (UpgradeId, change.Trailer(plan.UpgradeId)),
        ("Stack", plan.Stack),
        ("From", change.From),
        ("To", change.To),
        ("Step", $"{change.Number}/{change.Count}"),
        ("Kind", change.Kind.ToString()),
        ("Window", plan.Window.ToString("c")),
    ];

    /// <summary>Anybody can write a commit: what is not exactly as we write it is not ours.</summary>
    public static StepTrailers? Read(IReadOnlyList<(string Key, string Value)> trailers)
    {
        string Value(string key) => trailers.Where(t => t.Key == key).Select(t => t.Value).ToList() is [var only] ? only : "";
        var (id, step) = (Ids().Match(Value(UpgradeId)), Steps().Match(Value("Step")));
        if (!id.Success || !step.Success || id.Groups["step"].Value != step.Groups["step"].Value || id.Groups["kind"].Value != Value("Kind")
            || !TimeSpan.TryParseExact(Value("Window"), "c", CultureInfo.InvariantCulture, out var window) || window < TimeSpan.Zero || window > PlanCheck.LongestWindow)
        {
            return null;
        }

        var read = new StepTrailers(
            Guid.Parse(id.Groups["id"].Value), Number(step.Groups["step"]), Number(step.Groups["count"]), Enum.Parse<StepKind>(id.Groups["kind"].Value),
            Value("Stack"), Value("From"), Value("To"), window);
        return read.Step <= read.Count && read.Count <= PlanCheck.MostSteps && read.Stack.Length > 0 ? read : null;
    }

    private static int Number(Group group) => int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?<step>[1-9][0-9]{0,2})/(?<kind>Upgrade|ForwardFix|Rollback)\z")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\A(?<step>[1-9][0-9]{0,2})/(?<count>[1-9][0-9]{0,2})\z")]
    private static partial Regex Steps();
}
