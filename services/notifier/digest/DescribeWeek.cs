using System.Globalization;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Messages;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Digest;

/// <summary>A week in words: what needs a person first, then what went wrong, then what went well.</summary>
internal static class DescribeWeek
{
    private const int Named = 10;

    public static string Of(WeekFacts week, Uri? timeline)
    {
        List<string> parts =
        [
            .. Broken(week),
            .. Part(":raising_hand: given up", Of<SecondChanceDecided>(week).Where(e => e.RetryAt is null), e => $"{Code(e.Stack)} {Code(e.Version)} after {e.Attempts} attempts - {Say(e.Reason)}"),
            .. Part(":leftwards_arrow_with_hook: rolled back", Of<UpgradeRolledBack>(week), e => $"{Code(e.Stack)} {Code(e.FailedVersion)} - {Say(e.Reason)}"),
            .. Part(":floppy_disk: backups failed", Of<UpgradeAborted>(week).Where(IsBackup), e => $"{Code(e.Stack)} - {Say(e.Reason)}"),
            .. Part(":no_entry: not upgraded", Of<UpgradeAborted>(week).Where(e => !IsBackup(e)), e => $"{Code(e.Stack)} at {e.Stage} - {Say(e.Reason)}"),
            .. Part(":lock: quarantined", Of<VersionQuarantined>(week), e => $"{Code(e.Stack)} {Code(e.Image)} {Code(e.Version)}"),
            .. Part(":hourglass_flowing_sand: without an outcome yet", week.Waiting, w => $"{Code(w.Plan.Stack)} {Changes(w.Plan.Images, w.Plan.Charts)}, for {Describe.Span(week.To - w.Since)}"),
            .. Part(":hourglass: held over the limit", week.Held, h => $"{Code(h.Held.Image)} {Code(h.Held.Tag)}, for {Describe.Span(week.To - h.Since)}"),
            .. Succeeded(week),
        ];
        var link = timeline is null ? "" : $"\n{Link(timeline.AbsoluteUri, "timeline")}";
        return $":calendar: *The week of upgrades, {Day(week.From)} to {Day(week.To)}*\n{(parts.Count == 0 ? "Nothing was upgraded, nothing went wrong." : string.Join('\n', parts))}{link}";
    }

    private static IEnumerable<string> Broken(WeekFacts week)
    {
        var count = week.Broken.Count + week.Lacking.Count;
        return count == 0 ? [] :
        [
            $":rotating_light: *broken now: {count}*",
            .. week.Broken.Select(b => $"• {Code(b.Failed.Stack)} since {Describe.Time(b.Since)} - {Say(b.Failed.Reason)}"),
            .. week.Lacking.Select(d => $"• {Code(d.Service)} cannot use {Code(d.Dependency)} since {Describe.Time(d.Since)} - {Say(d.Problem)}"),
        ];
    }

    private static IEnumerable<string> Part<T>(string title, IEnumerable<T> all, Func<T, string> line)
    {
        var list = all.ToList();
        return list.Count == 0 ? [] :
        [
            $"{title}: *{list.Count}*",
            .. list.Take(Named).Select(e => $"• {line(e)}"),
            .. list.Count > Named ? [$"• and {list.Count - Named} more"] : (string[])[],
        ];
    }

    private static IEnumerable<string> Succeeded(WeekFacts week)
    {
        var list = Of<UpgradeSucceeded>(week).ToList();
        var named = string.Join(", ", list.Take(Named).Select(e => $"{Code(e.Stack)} {Code(e.Images.Select(i => i.To).Concat(e.Charts.Select(c => c.To)).FirstOrDefault())}"));
        return list.Count == 0 ? [] : [$":white_check_mark: upgraded: *{list.Count}*", $"• {named}{(list.Count > Named ? $" and {list.Count - Named} more" : "")}"];
    }

    private static IEnumerable<T> Of<T>(WeekFacts week) => week.Events.OfType<T>();

    private static bool IsBackup(UpgradeAborted e) => e.Stage == AbortStage.Backup;

    private static string Day(DateTimeOffset day) => day.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
