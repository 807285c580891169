using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>What of the history is asked for.</summary>
/// <param name="Text">Words that must all be found: stack, image, version, commit, advisory, reason.</param>
/// <param name="Outcome">One of <see cref="Folding.Outcome"/>, <see cref="Everything"/>, or empty: everything but what was left alone, unless words are given.</param>
/// <param name="Before">Only what is older than this number.</param>
internal sealed record HistorySearch(string Text = "", string Outcome = "", long? Before = null)
{
    public const string Everything = "everything";
    private const int LongestText = 200;

    public bool IsNarrowed => Text.Length > 0 || Outcome.Length > 0 || Before is not null;

    /// <summary>From a query that anybody may have typed: what is not understood is left out.</summary>
    public static HistorySearch Of(string? text, string? outcome, long? before)
    {
        var words = (text ?? "").Trim();
        return new HistorySearch(
            words.Length > LongestText ? words[..LongestText] : words,
            outcome == Everything || Folding.Outcome.All.Contains(outcome) ? outcome! : "",
            before);
    }

    /// <summary>SQL conditions on <c>upgrades</c>, each beginning with <c>and</c>.</summary>
    public (string Sql, IReadOnlyDictionary<string, object> Values) Conditions()
    {
        var values = new Dictionary<string, object>();
        var sql = "";
        foreach (var (pattern, i) in SearchText.Patterns(Text).Select((p, i) => (p, i)))
        {
            sql += $" and search like @p{i} escape '!'";
            values[$"p{i}"] = pattern;
        }

        if (Outcome.Length == 0 && Text.Length == 0)
        {
            sql += " and outcome <> 'skipped'";
        }
        else if (Outcome.Length > 0 && Outcome != Everything)
        {
            sql += " and outcome = @outcome";
            values["outcome"] = Outcome;
        }

        if (Before is { } before)
        {
            sql += " and seq < @before";
            values["before"] = before;
        }

        return (sql, values);
    }
}
