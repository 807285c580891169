using Upgrades.Contracts.Events;

namespace Upgrades.Standalone.Following;

/// <summary>Folds events into what became of each upgrade. Each kind of event has a queue of its own, so an end may arrive before its plan.</summary>
internal sealed class UpgradeLedger
{
    private readonly Dictionary<Guid, FollowedUpgrade> _upgrades = [];
    private readonly Dictionary<Guid, UpdateAnalyzed> _analyzed = [];
    private readonly Dictionary<Guid, DateTimeOffset> _signalled = [];
    private readonly Dictionary<Guid, Ending> _ended = [];

    /// <summary>In the order in which they were planned.</summary>
    public IReadOnlyCollection<FollowedUpgrade> Upgrades => _upgrades.Values;

    /// <summary>Updates that lead to nothing, with the reason.</summary>
    public List<UpgradeSkipped> Skipped { get; } = [];

    /// <summary>Has every one of so many updates been looked at, and has every upgrade its outcome?</summary>
    public bool IsComplete(int updates) => _analyzed.Count >= updates && _analyzed.Values.All(IsSettled);

    /// <summary>Has every one of these been looked at, and has every upgrade that came of them its outcome?</summary>
    public bool IsComplete(IEnumerable<Guid> updates) => updates.All(id => _analyzed.TryGetValue(id, out var analyzed) && IsSettled(analyzed));

    /// <summary>Upgrades that came of these updates, as far as is known.</summary>
    public IReadOnlyList<FollowedUpgrade> Of(IReadOnlySet<Guid> updates) => [.. Upgrades.Where(u => IsOf(u, updates))];

    /// <summary>Did it come of one of these? Its plan says so, or the end of looking at one of them.</summary>
    public bool IsOf(FollowedUpgrade upgrade, IReadOnlySet<Guid> updates) =>
        upgrade.UpdateIds.Any(updates.Contains) || updates.Any(id => _analyzed.TryGetValue(id, out var analyzed) && analyzed.UpgradeIds.Contains(upgrade.Id));

    /// <returns>When the first of the upgrade's signals was seen, in the services' time; null when none was.</returns>
    public DateTimeOffset? SignalledAt(FollowedUpgrade upgrade) =>
        upgrade.UpdateIds.Where(_signalled.ContainsKey).Select(id => (DateTimeOffset?)_signalled[id]).Min();

    /// <summary>The end of looking at an update; null while it is not there.</summary>
    public UpdateAnalyzed? AnalysisOf(Guid update) => _analyzed.GetValueOrDefault(update);

    /// <summary>Upgrades that these updates led to and that nothing is known of: they were planned before the first event that was read.</summary>
    public bool LacksUpgradesOf(IEnumerable<Guid> updates) =>
        updates.Select(id => _analyzed.GetValueOrDefault(id)).OfType<UpdateAnalyzed>().SelectMany(a => a.UpgradeIds).Any(id => !_upgrades.ContainsKey(id));

    /// <returns>The upgrade the event is about, or null.</returns>
    public FollowedUpgrade? Take(TimelineEvent entry)
    {
        switch (entry.Event)
        {
            case UpdateDetected { UpdateId: { } id }:
                _signalled.TryAdd(id, entry.At);
                return null;

            case UpdateAnalyzed e:
                _analyzed[e.UpdateId] = e;
                return null;

            case UpgradePlanned e:
                return _upgrades[e.UpgradeId] = Begin(e, Of(e.UpgradeId));

            case BackupCompleted e when Of(e.UpgradeId) is { } upgrade:
                upgrade.Backup = $"{e.Namespace}/{e.Job}";
                return upgrade;

            case UpgradeApplied e when Of(e.UpgradeId) is { } upgrade:
                upgrade.Commits.Add(e.CommitSha);
                upgrade.Watched += e.Window;
                return upgrade;

            case UpgradeSucceeded e:
                return End(e.UpgradeId, entry.At, "succeeded", "");

            case UpgradeRolledBack e:
                if (Of(e.UpgradeId) is { } undone)
                {
                    undone.DatabaseRestored = e.DatabaseRestored;
                }

                return End(e.UpgradeId, entry.At, "rolledBack", e.Restored is { } data ? $"{e.Reason}; put back with its data, as backed up by Job {data.BackupJob}" : e.Reason);

            case RollbackFailed e:
                return End(e.UpgradeId, entry.At, "rollbackFailed", e.Reason);

            case UpgradeAborted e:
                return End(e.UpgradeId, entry.At, "aborted", e.Reason);

            case UpgradeSkipped { UpgradeId: { } id } e:
                return End(id, entry.At, "skipped", e.Detail);

            case UpgradeSkipped e:
                Skipped.Add(e);
                return null;

            default:
                return entry.Event.GetType().GetProperty("UpgradeId")?.GetValue(entry.Event) is Guid other ? Of(other) : null;
        }
    }

    private bool IsSettled(UpdateAnalyzed analyzed) => analyzed.UpgradeIds.All(id => Of(id)?.Outcome is not null);

    private FollowedUpgrade? Of(Guid id) => _upgrades.GetValueOrDefault(id);

    /// <param name="before">The same upgrade, planned before.</param>
    private FollowedUpgrade Begin(UpgradePlanned plan, FollowedUpgrade? before)
    {
        var move = VersionMove.Of(plan.Images, plan.Charts);
        var upgrade = new FollowedUpgrade
        {
            Id = plan.UpgradeId,
            UpdateIds = plan.UpdateIds,
            Stack = plan.Stack,
            From = move.From,
            To = move.To,
            Risk = plan.Risk,
            Steps = plan.Steps.Count,
            Backup = before?.Backup,
        };
        Apply(upgrade);
        return upgrade;
    }

    private FollowedUpgrade? End(Guid id, DateTimeOffset at, string outcome, string detail)
    {
        _ended[id] = new Ending(at, outcome, detail);
        if (Of(id) is { } upgrade)
        {
            Apply(upgrade);
        }

        return Of(id);
    }

    private void Apply(FollowedUpgrade upgrade)
    {
        if (_ended.TryGetValue(upgrade.Id, out var end))
        {
            (upgrade.Outcome, upgrade.Detail, upgrade.EndedAt) = (end.Outcome, end.Detail, end.At);
        }
    }

    private sealed record Ending(DateTimeOffset At, string Outcome, string Detail);
}
