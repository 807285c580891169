using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Standalone.Chaos;

/// <summary>What the world looks like after a run, from the outside: nothing here was asked of the services but the open books.</summary>
internal sealed record Observations
{
    /// <summary>Updates for which ingest has answered 202.</summary>
    public required IReadOnlyCollection<Guid> Accepted { get; init; }

    /// <summary>What the independent queue has seen.</summary>
    public required IReadOnlyList<object> Events { get; init; }

    /// <summary>Of the branch, newest first.</summary>
    public required IReadOnlyList<GitLogEntry> Log { get; init; }

    public required IReadOnlyList<SeenJob> Jobs { get; init; }

    public required IReadOnlyList<string> Slack { get; init; }

    /// <summary>Stacks whose workload is not what git says.</summary>
    public required IReadOnlyList<string> Drift { get; init; }

    /// <summary>Updates that ingest still awaits something of.</summary>
    public required IReadOnlyCollection<Guid> OpenBooks { get; init; }
}

/// <summary>The five promises, each as the list of what breaks it.</summary>
internal sealed partial record Findings(
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> DuplicateCommits,
    IReadOnlyList<string> DuplicateBackups,
    IReadOnlyList<string> DuplicateRestores,
    IReadOnlyList<string> WithoutOutcome,
    IReadOnlyList<string> Contradictory)
{
    /// <summary>The label of a backup Job that says for which upgrade it was made.</summary>
    private const string JobLabel = "upgrades/upgrade-id";

    /// <summary>The one that says for which step alone.</summary>
    private const string StepLabel = "upgrades/step";

    public bool AreNone => All.Count == 0;

    public IReadOnlyList<string> All => [.. Lost, .. DuplicateCommits, .. DuplicateBackups, .. DuplicateRestores, .. WithoutOutcome, .. Contradictory];

    public static Findings Of(Observations seen)
    {
        var outcomes = seen.Events.Select(e => Outcome.Of(e)).OfType<Outcome>().ToLookup(o => o.UpgradeId);
        var planned = seen.Events.OfType<UpdateAnalyzed>().SelectMany(e => e.UpgradeIds).Concat(seen.Events.OfType<UpgradePlanned>().Select(e => e.UpgradeId)).ToHashSet();
        var steps = seen.Log.SelectMany(Steps).ToList();
        var analyzed = seen.Events.OfType<UpdateAnalyzed>().Select(e => e.UpdateId).ToHashSet();
        return new Findings(
            [
                .. seen.Accepted.Where(id => !analyzed.Contains(id)).Select(id => $"update {id} was accepted and never analyzed"),
                .. seen.OpenBooks.Where(analyzed.Contains).Select(id => $"update {id} is still open at ingest"),
                .. outcomes.Select(o => o.First()).Where(o => !seen.Slack.Any(o.IsToldBy)).Select(o => $"Slack was never told that {o}"),
            ],
            [.. Repeated(steps.Select(s => s.Trailer), "commit for step")],
            [.. Repeated(seen.Jobs.Where(j => !j.IsRestore).Select(Purpose).OfType<string>(), "backup Job for upgrade")],
            [
                .. Repeated(seen.Jobs.Where(j => j.IsRestore).Select(Purpose).OfType<string>(), "restore Job for upgrade"),
                .. seen.Events.OfType<UpgradeRolledBack>().Where(e => e.Restored is { } data && !seen.Jobs.Any(j => j.Name == data.Job && j.State == "Complete"))
                    .Select(e => $"{e.Stack} was told to be restored, and no restore Job was complete").Distinct(),
            ],
            [.. planned.Where(id => !outcomes.Contains(id)).Select(id => $"upgrade {id} has no outcome")],
            [
                .. outcomes.SelectMany(o => Contradictions([.. o], [.. steps.Where(s => s.UpgradeId == o.Key)])),
                .. seen.Drift.Select(stack => $"{stack} runs something else than git says"),
            ]);
    }

    private static string? Purpose(SeenJob job) => job.Labels.TryGetValue(JobLabel, out var upgrade)
        ? job.Labels.TryGetValue(StepLabel, out var step) ? $"{upgrade} step {step}" : upgrade
        : null;

    private static IEnumerable<string> Repeated(IEnumerable<string> names, string what) =>
        names.GroupBy(n => n).SelectMany(g => g.Skip(1).Select(_ => $"one {what} {g.Key} too many"));

    private static IEnumerable<string> Contradictions(IReadOnlyList<Outcome> outcomes, IReadOnlyList<PushedStep> steps)
    {
        if (outcomes.Select(o => o.Kind).Distinct().Count() > 1)
        {
            yield return $"{outcomes[0].Stack} has several outcomes: {string.Join(", ", outcomes.Select(o => o.Kind).Distinct())}";
        }

        var outcome = outcomes[0];
        bool Has(int step, StepKind kind) => steps.Any(s => s.Step == step && s.Kind == kind);
        var fits = outcome.Kind switch
        {
            OutcomeKind.Succeeded => Enumerable.Range(1, outcome.Step).All(step => Has(step, StepKind.Upgrade)) && steps.All(s => s.Kind == StepKind.Upgrade),
            OutcomeKind.RolledBack => Has(outcome.Step, StepKind.Upgrade) && Has(outcome.Step, StepKind.Rollback),
            OutcomeKind.Aborted => !Has(outcome.Step, StepKind.Upgrade),
            OutcomeKind.Skipped => steps.Count == 0,
            _ => true,
        };
        if (!fits)
        {
            yield return $"{outcome}, and git has {(steps.Count == 0 ? "no commit" : string.Join(", ", steps.Select(s => s.Trailer)))}";
        }
    }

    private static IEnumerable<PushedStep> Steps(GitLogEntry commit) => Trailer().Matches(commit.Body).Select(m => new PushedStep(
        m.Groups["all"].Value,
        Guid.Parse(m.Groups["id"].Value),
        int.Parse(m.Groups["step"].Value, System.Globalization.CultureInfo.InvariantCulture),
        Enum.Parse<StepKind>(m.Groups["kind"].Value)));

    private sealed record PushedStep(string Trailer, Guid UpgradeId, int Step, StepKind Kind);

    [GeneratedRegex(@"^Upgrade-Id: (?<all>(?<id>[0-9a-f-]{36})/(?<step>[0-9]{1,3})/(?<kind>[A-Za-z]+))$", RegexOptions.Multiline)]
    private static partial Regex Trailer();
}
