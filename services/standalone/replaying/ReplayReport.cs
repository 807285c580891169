using System.Text.Encodings.Web;
using System.Text.Json;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Following;

namespace Upgrades.Standalone.Replaying;

/// <summary>One upgrade, as the operator of a bulk run writes it down.</summary>
/// <param name="Outcome">Null while it is on its way.</param>
/// <param name="Backup">Namespace and Job; null: none was made.</param>
/// <param name="Minutes">From the signal to the outcome, in the services' time; null where one of them was not seen.</param>
internal sealed record ReportRow(
    string Service, string From, string To, Risk? Risk, string? Outcome, string Detail, string? Backup, double? Minutes, int Steps, IReadOnlyList<string> Commits);

/// <summary>An update of which no upgrade came, for one stack or all of them.</summary>
/// <param name="Reason">As events have it (<c>already-current</c>); or <c>held</c>, <c>filtered</c>, <c>duplicate</c> as ingest says.</param>
/// <param name="IsWell">Nothing has to be done about it.</param>
internal sealed record NothingRow(string Image, string Tag, string? Stack, string Reason, string Detail, bool IsWell);

/// <summary>What has become of a bulk run. Serialised as it is.</summary>
/// <param name="Unanalyzed">Updates that nobody has looked at yet: <c>image:tag</c>.</param>
internal sealed record ReplayReport(IReadOnlyList<ReportRow> Upgrades, IReadOnlyList<NothingRow> Nothing, IReadOnlyList<string> Unanalyzed)
{
    /// <summary>What stands against an update for a reason that a person has to look at.</summary>
    private static readonly SkipReason[] NeedAPerson =
        [SkipReason.Unresolved, SkipReason.TagNotInRegistry, SkipReason.InvalidReference, SkipReason.Quarantined, SkipReason.BlockedBy];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Good = ["succeeded", "skipped"];

    public int Count(string outcome) => Upgrades.Count(u => u.Outcome == outcome);

    /// <summary>Everything that was sent has succeeded, or nothing had to happen.</summary>
    public bool IsWell => Unanalyzed.Count == 0 && Upgrades.All(u => Good.Contains(u.Outcome)) && Nothing.All(n => n.IsWell);

    /// <summary>What is still under way: stacks, and updates that nobody has looked at.</summary>
    public IReadOnlyList<string> Open => [.. Upgrades.Where(u => u.Outcome is null).Select(u => u.Service), .. Unanalyzed];

    public static ReplayReport Of(UpgradeLedger ledger, IReadOnlyList<SentUpdate> sent)
    {
        var followed = sent.Where(s => s.IsUnderWay).ToList();
        return new ReplayReport(
            [.. ledger.Of(followed.Select(s => s.UpdateId).ToHashSet()).Select(u => Row(u, ledger))],
            [
                .. followed.Select(s => ledger.AnalysisOf(s.UpdateId)).Where(a => a is not null)
                    .SelectMany(a => a!.Skipped.Select(s => new NothingRow(a.Image, a.Tag, s.Stack, JsonName.Of(s.Reason), s.Detail, !NeedAPerson.Contains(s.Reason)))),
                .. sent.Where(s => !s.IsUnderWay).Select(s => new NothingRow(s.Update.Image.Name, s.Update.Message.Tag, null, s.Outcome, s.Reason, IsWell: true)),
            ],
            [.. followed.Where(s => ledger.AnalysisOf(s.UpdateId) is null).Select(s => $"{s.Update.Image.Name}:{s.Update.Message.Tag}")]);
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            succeeded = Count("succeeded"),
            rolledBack = Count("rolledBack"),
            aborted = Count("aborted"),
            rollbackFailed = Count("rollbackFailed"),
            skipped = Count("skipped"),
            Upgrades,
            Nothing,
            Unanalyzed,
        },
        Json);

    /// <summary>How many ended how; what did not happen is not named.</summary>
    public string Totals()
    {
        (int Count, string Words)[] all =
        [
            (Count("succeeded"), "succeeded"), (Count("rolledBack"), "rolled back"), (Count("aborted"), "aborted"), (Count("rollbackFailed"), "rollback failed"),
            (Count("skipped"), "skipped"), (Nothing.Count, "not upgraded"), (Open.Count, "on their way"),
        ];
        return string.Join(", ", all.Where(c => c.Count > 0).Select(c => $"{c.Count} {c.Words}").DefaultIfEmpty("nothing was sent"));
    }

    private static ReportRow Row(FollowedUpgrade u, UpgradeLedger ledger) => new(
        u.Stack, u.From, u.To, u.Risk, u.Outcome, u.Detail, u.Backup,
        u.EndedAt is { } ended && ledger.SignalledAt(u) is { } signalled ? Math.Round((ended - signalled).TotalMinutes, 1) : null,
        u.Steps, u.Commits);
}
