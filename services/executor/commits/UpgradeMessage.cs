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
    private const int MostWeaknesses = 10;
    private const int MostFlags = 10;

    public static string Subject(UpgradePlanned plan, StepChange forward) => $"upgrade: {plan.Stack} {forward.From} -> {forward.To}";

    public static CommitMessage Write(UpgradePlanned plan, StepChange change, BackupRow? backup) => new(
        Subject(plan, change),
        [
            "Changelog summary:",
            .. plan.Summary.DefaultIfEmpty("none could be read").Take(SummaryLines).Select(l => "  " + OneLine(l)),
            $"Risk: {plan.Risk}",
            .. Breaking(plan),
            .. Security(plan),
            $"DB backup: {Backup(plan, backup)}",
            "Config changes applied: none",
            .. Flagged(plan),
            .. NotesFrom(plan),
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

    /// <summary>What is closed on the way; identifiers alone where a plan knows no more.</summary>
    private static IEnumerable<string> Security(UpgradePlanned plan)
    {
        List<string> closed = plan.SecurityFixes.Count > 0 ? [.. plan.SecurityFixes.Select(Rated)] : [.. plan.Advisories];
        return closed.Count == 0 ? [] : [OneLine($"Security: fixes {Listed(closed)}")];
    }

    private static string Rated(SecurityFix fix) => fix.Severity is null ? fix.Id : $"{fix.Id} ({fix.Severity})";

    private static string Listed(IReadOnlyList<string> items) =>
        $"{string.Join(", ", items.Take(MostWeaknesses))}{(items.Count > MostWeaknesses ? $" and {items.Count - MostWeaknesses} more" : "")}";

    /// <summary>What a person has to look at: configuration that warning lines name and this stack sets, weaknesses that stay.</summary>
    private static IEnumerable<string> Flagged(UpgradePlanned plan)
    {
        List<string> flags = [.. plan.Configuration.Where(c => c.SetAt.Count > 0).Select(Set)];
        if (flags.Count > MostFlags)
        {
            flags = [.. flags.Take(MostFlags), $"and {flags.Count - MostFlags} more settings"];
        }

        if (plan.KnownWeaknesses.Count > 0)
        {
            flags.Add($"known weaknesses of this version: {Listed([.. plan.KnownWeaknesses.Select(Rated)])}");
        }

        if (plan.Risk == Risk.Unknown)
        {
            flags.Add("no release notes could be read");
        }

        return flags.Count switch
        {
            0 => ["Flagged for manual review: none"],
            1 => [OneLine($"Flagged for manual review: {flags[0]}")],
            _ => ["Flagged for manual review:", .. flags.Select(f => "  - " + OneLine(f))],
        };
    }

    private static string Set(ConfigurationMention mention) => $"{mention.Name}, set in {string.Join(", ", mention.SetAt.Take(3))}: {mention.Line} ({mention.Release})";

    private static IEnumerable<string> NotesFrom(UpgradePlanned plan) => plan.Sources.Count == 0 ? []
        : [OneLine($"Notes from: {string.Join(", ", plan.Sources.Take(3).Select(s => $"{s.Repository} ({s.Why})"))}")];

    /// <summary>So that a line of ours stays one: its indent keeps it from being anything else.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"^DB backup: yes \(job: (?<namespace>[a-z0-9][a-z0-9-]{0,62})/(?<job>[a-z0-9][a-z0-9-]{0,62})(?:, [0-9]+ bytes)?\)$", RegexOptions.Multiline)]
    private static partial Regex BackupLine();
}
