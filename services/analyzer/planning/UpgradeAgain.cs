using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>An upgrade that is to be planned once more, for its stack alone: where it goes, not from where.</summary>
internal sealed record UpgradeAgain
{
    public required string Stack { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public IReadOnlyList<Guid> UpdateIds { get; init; } = [];
    public int Attempt { get; init; }
    public bool Forced { get; init; }

    public static UpgradeAgain Of(UpgradePlanned plan, bool forced) => new()
    {
        Stack = plan.Stack,
        Images = plan.Images,
        Charts = plan.Charts,
        UpdateIds = plan.UpdateIds,
        Attempt = plan.Attempt,
        Forced = forced,
    };
}
