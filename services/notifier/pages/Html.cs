namespace Upgrades.Notifier.Pages;

/// <summary>
/// A piece of a page. It can only be made from a template in the source (<see cref="Of"/>) whose holes are escaped, so text from
/// outside is never markup: <c>Html.Of($"&lt;td&gt;{stack}&lt;/td&gt;")</c>.
/// </summary>
internal readonly struct Html
{
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    public static Html Nothing => default;

    public bool IsNothing => string.IsNullOrEmpty(_markup);

    /// <exception cref="InvalidOperationException">A hole stands where its value could not be contained: a mistake in the template.</exception>
    public static Html Of(HtmlTemplate template) => new(template.Finish());

    /// <summary>Text alone.</summary>
    public static Html Text(string? text) => Of($"{text}");

    /// <summary>What programs have printed, for a <c>pre</c>: its last lines when there are too many, and then says so.</summary>
    /// <param name="longest">In characters.</param>
    public static Html Lines(IEnumerable<string> lines, int longest = 40_000)
    {
        var text = string.Join('\n', lines);
        var left = text.Length - longest;
        return new(left > 0
            ? $"… {left} characters before this are left out, the JSON has them\n{HtmlText.Escape(text[left..])}"
            : HtmlText.Escape(text));
    }

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p._markup)));

    /// <param name="between">Text, not markup.</param>
    public static Html Join(string between, IEnumerable<Html> parts) => new(string.Join(HtmlText.Escape(between), parts.Select(p => p._markup)));

    public override string ToString() => _markup ?? "";
}
