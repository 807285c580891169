using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;

namespace Upgrades.Executor.Commits;

/// <summary>The structured message of an upgrade's commit (DESIGN §6.4). Text from outside is made harmless by <see cref="CommitMessage"/>.</summary>
internal static partial class UpgradeMessage
{
    private const int SummaryLines = 3;
    private const int MostReasons = 20;

    public static string Subject(UpgradePlanned plan, StepChange forward) => $"upgrade: {plan.Stack} {forward.From} -> {forward.To}";

    public static CommitMessage Write(UpgradePlanned plan, StepChange change, BackupRow? backup) => new(
        Subject(plan, change),
        [
            "Changelog summary:",
            .. plan.Summary.DefaultIfEmpty("none could be read").Take(SummaryLines).Select(l => "  " + OneLine(l)),
            $"Risk: {plan.Risk}",
            .. Breaking(plan),
            $"DB backup: {Backup(plan, backup)}",
            "Config changes applied: none",
            $"Flagged for manual review: {Flagged(plan)}",
        ],
        CommitTrailers.Of(plan, change));

    /// <returns>The backup Job that a message of ours names; null when it names none.</returns>
    public static (string Namespace, string Job)? ReadBackup(string message) =>
        BackupLine().Match(message) is { Success: true } line ? (line.Groups["namespace"].Value, line.Groups["job"].Value) : null;

    private static IEnumerable<string> Breaking(UpgradePlanned plan)
    {
        var cited = plan.Reasons.Where(r => r.Line is not null).ToList();
        if (plan.Risk != Risk.Caution || plan.Reasons.Count == 0)
        {
            return [$"Breaking changes: {(plan.Risk == Risk.Unknown ? "unknown" : "none")}"];
        }

        // A rule without a line in the notes, such as a major version, is a reason as well.
        return ["Breaking changes:", .. (cited.Count > 0 ? cited : plan.Reasons).Take(MostReasons).Select(Cite)];
    }

    private static string Cite(RiskReason reason)
    {
        var release = reason.Release is null ? "" : $"{reason.Release}, ";
        var line = reason.Line is null ? "" : $": {reason.Line}";
        var url = reason.Url is null ? "" : $" ({reason.Url})";
        return "  - " + OneLine($"{release}{reason.Rule}{line}{url}");
    }

    private static string Backup(UpgradePlanned plan, BackupRow? backup) => backup switch
    {
        { State: BackupState.Complete } => $"yes (job: {backup.Namespace}/{backup.Job}{(backup.Bytes is { } bytes ? $", {bytes} bytes" : "")})",
        _ when plan.Backup is null => "no (none planned)",
        _ => "no",
    };

    private static string Flagged(UpgradePlanned plan)
    {
        List<string> flags = [.. plan.Advisories];
        if (plan.Risk == Risk.Unknown)
        {
            flags.Insert(0, "no release notes could be read");
        }

        return flags.Count == 0 ? "none" : OneLine(string.Join(", ", flags));
    }

    /// <summary>So that a line of ours stays one: its indent keeps it from being anything else.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"^DB backup: yes \(job: (?<namespace>[a-z0-9][a-z0-9-]{0,62})/(?<job>[a-z0-9][a-z0-9-]{0,62})(?:, [0-9]+ bytes)?\)$", RegexOptions.Multiline)]
    private static partial Regex BackupLine();
}
