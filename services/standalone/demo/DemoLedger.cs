using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Demo;

/// <summary>What is known of one upgrade.</summary>
internal sealed class DemoUpgrade
{
    public required string Stack { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public Risk? Risk { get; init; }

    public int Steps { get; init; }

    /// <summary><c>succeeded</c>, <c>rolledBack</c>, <c>aborted</c>, <c>rollbackFailed</c>, <c>skipped</c>; null while it is on its way.</summary>
    public string? Outcome { get; set; }

    public string Detail { get; set; } = "";

    public bool BackedUp { get; set; }

    public List<string> Commits { get; } = [];

    /// <summary>All windows together, in domain time.</summary>
    public TimeSpan Watched { get; set; }
}

/// <summary>Folds events into what became of each upgrade.</summary>
internal sealed class DemoLedger
{
    private readonly Dictionary<Guid, DemoUpgrade> _upgrades = [];
    private readonly HashSet<Guid> _awaited = [];
    private int _analyzed;

    /// <summary>In the order in which they were planned.</summary>
    public IReadOnlyCollection<DemoUpgrade> Upgrades => _upgrades.Values;

    /// <summary>Updates that lead to nothing, with the reason.</summary>
    public List<UpgradeSkipped> Skipped { get; } = [];

    /// <summary>Has every one of so many updates been looked at, and has every upgrade its outcome?</summary>
    public bool IsComplete(int updates) => _analyzed >= updates && _awaited.All(id => _upgrades.TryGetValue(id, out var upgrade) && upgrade.Outcome is not null);

    /// <returns>The upgrade the event is about, or null.</returns>
    public DemoUpgrade? Take(object message)
    {
        switch (message)
        {
            case UpdateAnalyzed e:
                _analyzed++;
                _awaited.UnionWith(e.UpgradeIds);
                return null;

            case UpgradePlanned e:
                return _upgrades[e.UpgradeId] = new DemoUpgrade
                {
                    Stack = e.Stack,
                    From = e.Images.Select(i => i.From).Concat(e.Charts.Select(c => c.From)).First(),
                    To = e.Images.Select(i => i.To).Concat(e.Charts.Select(c => c.To)).First(),
                    Risk = e.Risk,
                    Steps = e.Steps.Count,
                };

            case BackupCompleted e when Of(e.UpgradeId) is { } upgrade:
                upgrade.BackedUp = true;
                return upgrade;

            case UpgradeApplied e when Of(e.UpgradeId) is { } upgrade:
                upgrade.Commits.Add(e.CommitSha);
                upgrade.Watched += e.Window;
                return upgrade;

            case UpgradeSucceeded e:
                return End(e.UpgradeId, "succeeded", "");

            case UpgradeRolledBack e:
                return End(e.UpgradeId, "rolledBack", e.Restored is { } data ? $"{e.Reason}; put back with its data, as backed up by Job {data.BackupJob}" : e.Reason);

            case RollbackFailed e:
                return End(e.UpgradeId, "rollbackFailed", e.Reason);

            case UpgradeAborted e:
                return End(e.UpgradeId, "aborted", e.Reason);

            case UpgradeSkipped { UpgradeId: { } id } e:
                return End(id, "skipped", e.Detail);

            case UpgradeSkipped e:
                Skipped.Add(e);
                return null;

            default:
                return message.GetType().GetProperty("UpgradeId")?.GetValue(message) is Guid other ? Of(other) : null;
        }
    }

    private DemoUpgrade? Of(Guid id) => _upgrades.GetValueOrDefault(id);

    private DemoUpgrade? End(Guid id, string outcome, string detail)
    {
        if (Of(id) is { } upgrade)
        {
            (upgrade.Outcome, upgrade.Detail) = (outcome, detail);
        }

        return Of(id);
    }
}
