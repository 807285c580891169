using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Executor.Decisions;

/// <summary>What one commit of an upgrade does: step k forward, or step k back.</summary>
internal sealed partial record StepChange
{
    public required int Number { get; init; }
    public required int Count { get; init; }
    public required StepKind Kind { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public required IReadOnlyList<ChartChange> Charts { get; init; }
    public required IReadOnlyList<SiteEdit> Edits { get; init; }

    /// <summary>The memory limit that it moves: raised by a fix, and put back with the step that needed it. Null: none.</summary>
    public MemoryFix? Memory { get; init; }

    /// <summary>The version, or the versions, that the commit leaves.</summary>
    public string From => Join(Images.Select(i => i.From).Concat(Charts.Select(c => c.From)));

    public string To => Join(Images.Select(i => i.To).Concat(Charts.Select(c => c.To)));

    /// <summary>By which the commit is found again (DESIGN §5).</summary>
    public string Trailer(Guid upgradeId) => $"{upgradeId}/{Number}/{Kind}";

    public static StepChange Forward(UpgradePlanned plan, int number)
    {
        var step = plan.Steps[number - 1];
        var named = step.Images.Count + step.Charts.Count > 0;
        return new StepChange
        {
            Number = number,
            Count = plan.Steps.Count,
            Kind = StepKind.Upgrade,
            Images = named ? step.Images : plan.Images,
            Charts = named ? step.Charts : plan.Charts,
            Edits = step.Edits,
        };
    }

    /// <summary>The step stays as it is, with more memory.</summary>
    public static StepChange Mend(UpgradePlanned plan, PlannedFix fix) =>
        Forward(plan, fix.Step) with { Kind = StepKind.ForwardFix, Edits = fix.Edits, Memory = fix.Limit };

    /// <summary>From the failed version to the one before it.</summary>
    /// <param name="fix">Of this step, to be undone with it; null: there is none.</param>
    public static StepChange Back(UpgradePlanned plan, int number, PlannedFix? fix = null)
    {
        var forward = Forward(plan, number);
        return forward with
        {
            Memory = fix is null ? null : fix.Limit with { From = fix.Limit.To, To = fix.Limit.From },
            Kind = StepKind.Rollback,
            Images = [.. forward.Images.Select(i => i with { From = i.To, To = i.From, Digest = i.Digest is null ? null : DigestBefore(plan, number, i) })],
            Charts = [.. forward.Charts.Select(c => c with { From = c.To, To = c.From })],
            Edits = TerraformEngine.Inverse([.. forward.Edits, .. fix?.Edits ?? []]),
        };
    }

    /// <summary>Known from the step before, or read in the text that the edit replaces; null when neither says it.</summary>
    private static string? DigestBefore(UpgradePlanned plan, int number, ImageChange image)
    {
        if (number > 1 && plan.Steps[number - 2].Images.FirstOrDefault(i => i.Image == image.Image)?.Digest is { } known)
        {
            return known;
        }

        var pinned = plan.Steps[number - 1].Edits.SelectMany(e => Digests().Matches(e.OldText).Select(m => m.Value)).Distinct().ToList();
        return pinned.Count == 1 ? pinned[0] : null;
    }

    private static string Join(IEnumerable<string> versions) => string.Join(", ", versions.Distinct());

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digests();
}
