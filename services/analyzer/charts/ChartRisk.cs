using Upgrades.Analyzer.Assessment;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// The risk of a chart's new version is that of the chart and of the application together (<c>reference/helm-repos.md</c> §3): a warning of
/// either is one, and it is <c>Unknown</c> only when neither says anything. What a chart does to its CRDs stands in no index: nothing is said of it.
/// </summary>
internal static class ChartRisk
{
    private const int MostSetAside = 20;

    public static RiskAssessment Of(ChartNotes notes, Keywords keywords, bool alwaysSteps)
    {
        var judged = notes.Both.Where(b => b.IsConcerned).Select(b => (b.What, b.Notes.Known, Risk: Of(b, keywords, alwaysSteps && b == notes.Chart))).ToList();
        var risk = judged.Exists(j => j.Risk.Risk == Risk.Caution) ? Risk.Caution : judged.Exists(j => j.Known) ? Risk.Safe : Risk.Unknown;
        return judged[0].Risk with
        {
            Risk = risk,
            // What could not be read of the one does not make the other's notes unread.
            Reasons = [.. judged.Where(j => risk == Risk.Unknown || j.Risk.Risk == Risk.Caution).SelectMany(j => j.Risk.Reasons.Select(r => Named(j.What, r)))],
            Breaking = judged.SelectMany(j => j.Risk.Breaking).ToHashSet(StringComparer.Ordinal),
            SetAside = [.. judged.SelectMany(j => j.Risk.SetAside).Take(MostSetAside)],
            Mentions = [.. judged.SelectMany(j => j.Risk.Mentions).DistinctBy(m => m.Name)],
            Highlights = [.. judged.SelectMany(j => j.Risk.Highlights)],
        };
    }

    private static RiskAssessment Of(NotesOfOne of, Keywords keywords, bool alwaysSteps) =>
        of.Range is null ? RiskAssessment.Unread(of.Notes.Missing) : RiskAssessment.Of(of.Range, of.Notes, keywords, alwaysSteps);

    /// <summary>A number or an absence says not by itself whose it is.</summary>
    private static RiskReason Named(string what, RiskReason reason) =>
        reason.Rule is RiskAssessment.MajorVersion or RiskAssessment.NoChangelog ? reason with { Line = $"{what}: {reason.Line}" } : reason;
}
