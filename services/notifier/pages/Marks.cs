using System.Globalization;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>The small things that all pages are made of. What a colour says is said by a sign and a word too.</summary>
internal static class Marks
{
    private const int MostSegments = 14;

    /// <summary>Minutes are enough for a reader; the machine's spelling has everything.</summary>
    public static Html Time(DateTimeOffset time) => Html.Of(
        $"""<time datetime="{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}</time>""");

    public static Html Time(long unixMilliseconds) => Time(DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds));

    /// <summary><c>42 s</c>, <c>12 min</c>, <c>3 h 5 min</c>, <c>2 d 4 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 24 } => span.Minutes == 0 ? $"{(int)span.TotalHours} h" : $"{(int)span.TotalHours} h {span.Minutes} min",
        _ => span.Hours == 0 ? $"{(int)span.TotalDays} d" : $"{(int)span.TotalDays} d {span.Hours} h",
    };

    public static string Span(long milliseconds) => Span(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Nothing for an upgrade of which no risk is known.</summary>
    public static Html Risk(string? risk) => risk switch
    {
        nameof(Contracts.Vocabulary.Risk.Safe) => Badge("good", "○", "Safe"),
        nameof(Contracts.Vocabulary.Risk.Caution) => Badge("care", "△", "Caution"),
        null => Html.Nothing,
        _ => Badge("calm", "?", "Unknown risk"),
    };

    public static Html State(UpgradeSummary upgrade) => upgrade switch
    {
        { Outcome: Outcome.Succeeded } => Badge("good", "✓", "Upgraded"),
        { Outcome: Outcome.RolledBack } => Badge("care", "↩", "Rolled back"),
        { Outcome: Outcome.Critical } => Badge("bad", "✕", "Broken"),
        { Outcome: Outcome.Aborted } => Badge("care", "⊘", "Not upgraded"),
        { Outcome: Outcome.Skipped } => Badge("calm", "»", "Left alone"),
        { State: UpgradeSummary.Running } => Badge("busy", "▶", "Running"),
        _ => Badge("calm", "…", "Waiting"),
    };

    /// <param name="kind">A class of the style sheet.</param>
    public static Html Badge(string kind, string sign, string word) =>
        Html.Of($"""<span class="badge {kind}"><span aria-hidden="true">{sign}</span> {word}</span>""");

    /// <summary><c>server v1 → v2</c>, one under the other.</summary>
    public static Html Moves(string moves) => Html.Of(
        $"""<ul class="moves">{VersionMove.Read(moves).Select(m => Html.Of($"<li><span class=\"name\">{m.Name}</span> <span class=\"pair\"><code>{m.From}</code> → <code>{m.To}</code></span></li>"))}</ul>""");

    /// <summary>Which step of how many, as a row of segments.</summary>
    public static Html Steps(long step, long count) => count is < 2 or > MostSegments ? (count > 1 ? Html.Of($"step {step} of {count}") : Html.Nothing) : Html.Of(
        $"""<span class="steps" role="img" aria-label="step {step} of {count}">{Enumerable.Range(1, (int)count).Select(i => i < step ? Html.Of($"<i class=\"past\"></i>") : i == step ? Html.Of($"<i class=\"now\"></i>") : Html.Of($"<i></i>"))}</span> <span class="count">{step} of {count}</span>""");

    /// <summary>To the web where it is an address of the web, else the text alone.</summary>
    public static Html Link(string? url, string text) => Href.Web(url) is { } address ? Html.Of($"""<a href="{address}" rel="noopener noreferrer">{text}</a>""") : Html.Text(text);

    public static string Short(string sha) => sha.Length > 10 ? sha[..10] : sha;

    public static string Count(long number, string one, string many) => $"{number} {(number == 1 ? one : many)}";
}
