using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Decisions;

/// <summary>What is tried again by itself, when, and when no more (DESIGN §6.2).</summary>
internal static class SecondChance
{
    private static readonly TimeSpan[] Delays = [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];

    /// <param name="attempt">That has ended, from 0.</param>
    /// <returns>Null when it was the last: a person has to look.</returns>
    public static TimeSpan? DelayAfter(int attempt) => attempt < Delays.Length ? Delays[Math.Max(attempt, 0)] : null;

    public static bool IsFor(UpgradeRolledBack ended) => ended.Cause != FailureCause.Version;

    /// <summary>Not when git holds another version than the step starts from: somebody else has changed it.</summary>
    public static bool IsFor(UpgradeAborted ended) =>
        ended is { Final: false, Stage: AbortStage.Baseline or AbortStage.Backup or AbortStage.Edit or AbortStage.Push, Cause: not FailureCause.Version }
        && ended.VersionInGit == string.Join(", ", MovedVersion.Of(ended.Images, ended.Charts).Select(m => m.From).Distinct());

    public static bool IsFor(UpgradeSkipped skipped) => skipped is { Stack: not null, Reason: SkipReason.TagNotInRegistry };

    /// <summary>Was this brought, or overtaken, by an upgrade that went to there?</summary>
    public static bool IsSettledBy(string subject, string target, MovedVersion made) =>
        made.Subject == subject && (made.To == target || VersionOrder.IsNewer(target, made.To));

    /// <returns>A newer version of the same that the stack goes to, and that has not failed for it; null when there is none.</returns>
    public static string? Overtaking(string stack, MovedVersion asked, IEnumerable<UpgradePlanned> plans, IReadOnlyCollection<QuarantinedVersion> quarantine) => plans
        .Where(p => p.Stack == stack).SelectMany(p => MovedVersion.Of(p.Images, p.Charts))
        .FirstOrDefault(m => m.Subject == asked.Subject && VersionOrder.IsNewer(asked.To, m.To) && !quarantine.Contains(new QuarantinedVersion(stack, m.Subject, m.To)))?.To;
}
