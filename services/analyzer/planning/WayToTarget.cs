using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>The edits that bring a stack from all the versions it holds an image at to the target, in one go.</summary>
/// <param name="Froms">Oldest first.</param>
/// <param name="Changes">For each of them.</param>
/// <param name="Left">Versions that another plan has to move, and why; null when there are none.</param>
internal sealed record WayToTarget(IReadOnlyList<string> Froms, IReadOnlyList<StackChange> Changes, string? Left, string? Refusal)
{
    /// <summary>Images that have literals of their own and go the same way.</summary>
    public IReadOnlyList<CompanionWay> Companions { get; init; } = [];

    /// <summary>All images that move, also those that share a literal with the one asked for.</summary>
    public IReadOnlyList<ImageChange> Images => [.. All.SelectMany(c => c.Images).Distinct()];

    public IReadOnlyList<ChartChange> Charts => [.. All.SelectMany(c => c.Charts).Distinct()];

    /// <summary>The changes of the image asked for, then those of its companions.</summary>
    public IEnumerable<StackChange> All => Changes.Concat(Companions.Select(c => c.Change));

    /// <summary>Several versions go together when each can be edited in places of its own; else only the newest goes.</summary>
    public static WayToTarget Find(RepositoryScan scan, StackDecision.Move move, ImageReference wanted, string? digest)
    {
        StackChange Change(string from) => TerraformEngine.PlanImage(scan, move.Stack, wanted, from, wanted.Tag!, digest);
        List<StackChange> changes = [.. move.Froms.Select(Change)];
        var separate = changes.TrueForAll(c => c.Refusal is null) && changes.SelectMany(c => c.Edits).GroupBy(e => e.Site).All(g => g.Count() == 1);
        if (separate || changes.Count == 1)
        {
            return new WayToTarget(move.Froms, changes, null, changes.Find(c => c.Refusal is not null)?.Refusal);
        }

        var (newest, others) = (move.Froms[^1], string.Join(", ", move.Froms.SkipLast(1)));
        return new WayToTarget([newest], [changes[^1]], $"only {newest} moves; {others} cannot be edited together with it", changes[^1].Refusal);
    }
}
