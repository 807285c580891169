using System.Globalization;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Following;

/// <summary>An event as a line of at most 100 columns for who looks on.</summary>
internal static class EventWords
{
    private const int Width = 100;

    /// <returns>Null for events that tell nothing to who waits for outcomes.</returns>
    public static string? Line(TimeSpan elapsed, FollowedUpgrade upgrade, object message)
    {
        var line = Words(message) is { } words ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,5:0.0} s  {upgrade.Stack,-16} {words}") : null;
        return line is { Length: > Width } ? line[..(Width - 1)] + "…" : line;
    }

    private static string? Words(object message) => message switch
    {
        UpgradePlanned e => $"planned       {VersionMove.Of(e.Images, e.Charts)}, {e.Risk}, {(e.Steps.Count == 1 ? "1 step" : $"{e.Steps.Count} steps")}",
        BackupCompleted e => $"backed up     by Job {e.Namespace}/{e.Job}",
        UpgradeApplied { Kind: StepKind.Rollback } e => $"undone        {Short(e.CommitSha)}: back to {VersionMove.Of(e.Images, e.Charts).To}",
        UpgradeApplied e => $"pushed        {Short(e.CommitSha)}: {VersionMove.Of(e.Images, e.Charts)}{(e.StepCount > 1 ? $" (step {e.Step} of {e.StepCount})" : "")}",
        StepVerified e => $"step is good  {VersionMove.Of(e.Images, e.Charts).To}",
        UpgradeFailed e => $"FAILED        {e.Evidence.Summary}",
        UpgradeSucceeded e => $"SUCCEEDED     {VersionMove.Of(e.Images, e.Charts).To} runs",
        UpgradeRolledBack e => $"ROLLED BACK   {e.RunningVersion} runs again",
        UpgradeAborted e => $"ABORTED       {e.Reason}",
        RollbackFailed e => $"CRITICAL      {e.Reason}",
        UpgradeSkipped e => $"skipped       {e.Detail}",
        _ => null,
    };

    private static string Short(string sha) => sha[..Math.Min(10, sha.Length)];
}
