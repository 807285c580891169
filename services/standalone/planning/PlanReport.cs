using System.Text.Encodings.Web;
using System.Text.Json;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Planning;

internal sealed record ImageMove(string Image, string From, string To);

internal sealed record ChartMove(string Release, string Chart, string From, string To);

internal sealed record StepMove(int Number, string Version, IReadOnlyList<ImageMove> Images, IReadOnlyList<ChartMove> Charts);

internal sealed record PlannedUpgrade(
    string Stack, string? Namespace, IReadOnlyList<ImageMove> Images, IReadOnlyList<ChartMove> Charts, Risk Risk,
    IReadOnlyList<StepMove> Steps, IReadOnlyList<RiskReason> Reasons, BackupPlan? Backup, IReadOnlyList<LineEdit> Edits)
{
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>Identifiers that the notes name.</summary>
    public required IReadOnlyList<string> Advisories { get; init; }

    public required IReadOnlyList<SecurityFix> SecurityFixes { get; init; }
    public required IReadOnlyList<SecurityFix> KnownWeaknesses { get; init; }
    public required IReadOnlyList<ConfigurationMention> Configuration { get; init; }
    public required IReadOnlyList<SetAsideHit> SetAside { get; init; }
    public required IReadOnlyList<NotesSource> Sources { get; init; }
    public string? Advice { get; init; }

    /// <summary>What a rollback could bring back.</summary>
    public required string Rollback { get; init; }

    public static PlannedUpgrade Of(UpgradePlanned plan, IReadOnlyList<LineEdit> edits) => new(
        plan.Stack, plan.Namespaces.Count > 0 ? plan.Namespaces[0] : null, Moves(plan.Images), Moves(plan.Charts), plan.Risk,
        [.. plan.Steps.Select(s => new StepMove(s.Number, s.Version, Moves(s.Images), Moves(s.Charts)))], plan.Reasons, plan.Backup, edits)
    {
        Summary = plan.Summary,
        Advisories = plan.Advisories,
        SecurityFixes = plan.SecurityFixes,
        KnownWeaknesses = plan.KnownWeaknesses,
        Configuration = plan.Configuration,
        SetAside = plan.SetAside,
        Sources = plan.Sources,
        Advice = plan.Advice,
        Rollback = RollbackReach.Of(plan),
    };

    private static IReadOnlyList<ImageMove> Moves(IEnumerable<ImageChange> images) => [.. images.Select(i => new ImageMove(i.Image, i.From, i.To))];

    private static IReadOnlyList<ChartMove> Moves(IEnumerable<ChartChange> charts) => [.. charts.Select(c => new ChartMove(c.Release, c.Chart, c.From, c.To))];
}

/// <param name="Stack">Null: all of them.</param>
internal sealed record SkippedUpgrade(string? Stack, SkipReason Reason, string Detail);

/// <summary>What <c>upgrades plan</c> tells; serialised as it is.</summary>
internal sealed record PlanReport(IReadOnlyList<PlannedUpgrade> Upgrades, IReadOnlyList<SkippedUpgrade> Skipped)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PlanReport Of(RepositoryReading reading, UpdatePlan plan)
    {
        var made = plan.Plans.Select(p => (Plan: p, Lines: LineEdit.Of(reading.Head, reading.Sources, p))).ToList();
        return new PlanReport(
            [.. made.Where(m => m.Lines.Refusal is null).Select(m => PlannedUpgrade.Of(m.Plan, m.Lines.Edits))],
            [
                .. made.Where(m => m.Lines.Refusal is not null).Select(m => new SkippedUpgrade(m.Plan.Stack, SkipReason.Unresolved, m.Lines.Refusal!)),
                .. plan.Skips.Select(s => new SkippedUpgrade(s.Stack, s.Reason, s.Detail)),
            ]);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
