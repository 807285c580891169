using System.Globalization;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Demo;

/// <summary>One line for each thing that happens to an upgrade. Beyond forty services only outcomes are told.</summary>
internal sealed class DemoProgress(TextWriter output, int services)
{
    private const int Width = 100;
    private const int TellAllUpTo = 40;

    public void Say(string line) => output.WriteLine(line);

    public void Tell(TimeSpan elapsed, DemoUpgrade upgrade, object message)
    {
        if (Words(message) is { } words && (services <= TellAllUpTo || upgrade.Outcome is not null))
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,5:0.0} s  {upgrade.Stack,-16} {words}");
            output.WriteLine(line.Length <= Width ? line : line[..(Width - 1)] + "…");
        }
    }

    private static string? Words(object message) => message switch
    {
        UpgradePlanned e => $"planned       {e.Images[0].From} → {e.Images[0].To}, {e.Risk}, {(e.Steps.Count == 1 ? "1 step" : $"{e.Steps.Count} steps")}",
        BackupCompleted e => $"backed up     by Job {e.Namespace}/{e.Job}",
        UpgradeApplied { Kind: StepKind.Rollback } e => $"undone        {Short(e.CommitSha)}: back to {e.Images[0].To}",
        UpgradeApplied e => $"pushed        {Short(e.CommitSha)}: {e.Images[0].From} → {e.Images[0].To}{(e.StepCount > 1 ? $" (step {e.Step} of {e.StepCount})" : "")}",
        StepVerified e => $"step is good  {e.Images[0].To}",
        UpgradeFailed e => $"FAILED        {e.Evidence.Summary}",
        UpgradeSucceeded e => $"SUCCEEDED     {e.Images[0].To} runs",
        UpgradeRolledBack e => $"ROLLED BACK   {e.RunningVersion} runs again",
        UpgradeAborted e => $"ABORTED       {e.Reason}",
        RollbackFailed e => $"CRITICAL      {e.Reason}",
        UpgradeSkipped e => $"skipped       {e.Detail}",
        _ => null,
    };

    private static string Short(string sha) => sha[..Math.Min(10, sha.Length)];
}
