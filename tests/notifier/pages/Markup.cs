using System.Text.RegularExpressions;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>Takes a page apart as strictly as no browser does: what is not plainly one of our own tags is a mistake.</summary>
internal sealed partial class Markup
{
    private static readonly string[] Void = ["!doctype", "meta", "link", "input", "br"];

    private static readonly HashSet<string> Tags =
    [
        .. Void, "html", "head", "title", "body", "a", "header", "div", "span", "main", "form", "button", "h1", "h2", "h3", "p", "nav", "ul", "ol", "li", "b", "i", "section", "table",
        "thead", "tbody", "tr", "th", "td", "time", "code", "label", "select", "option", "footer", "pre", "dl", "dt", "dd", "details", "summary", "blockquote", "aside",
    ];

    private static readonly HashSet<string> Attributes =
    [
        "lang", "charset", "name", "content", "rel", "href", "class", "id", "tabindex", "aria-label", "aria-labelledby", "aria-hidden", "aria-describedby", "role", "scope", "datetime", "method", "action",
        "type", "value", "for", "maxlength", "placeholder", "selected", "data-column", "title", "http-equiv", "hidden", "required", "autofocus", "autocomplete",
    ];

    private Markup(string skeleton, IReadOnlyList<string> addresses) => (Skeleton, Addresses) = (skeleton, addresses);

    /// <summary>The page without its text: tags and the names of their attributes.</summary>
    public string Skeleton { get; }

    /// <summary>Where its links and forms go.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <exception cref="FormatException">A tag, an attribute or a character that is none of ours.</exception>
    public static Markup Read(string page)
    {
        var (skeleton, addresses, open, at) = (new System.Text.StringBuilder(), new List<string>(), new Stack<string>(), 0);
        while (at < page.Length)
        {
            var start = page.IndexOf('<', at);
            Text(page[at..(start < 0 ? page.Length : start)]);
            if (start < 0)
            {
                break;
            }

            var match = Tag().Match(page, start);
            Require(match.Success && match.Index == start, $"no tag: {page[start..Math.Min(page.Length, start + 80)]}");
            var name = match.Groups["name"].Value.ToLowerInvariant();
            Require(Tags.Contains(name), $"tag {name}");
            at = match.Index + match.Length;
            if (match.Groups["end"].Success)
            {
                Require(open.TryPop(out var last) && last == name, $"{name} ends within {last}");
            }
            else if (!Void.Contains(name))
            {
                open.Push(name);
            }

            skeleton.Append('<').Append(match.Groups["end"].Value).Append(name);
            foreach (var (attribute, value) in match.Groups["attribute"].Captures.Select(c => c.Value.Split('=', 2)).Select(a => (a[0], a.ElementAtOrDefault(1)?.Trim('"') ?? "")))
            {
                Require(Attributes.Contains(attribute) || name == "!doctype", $"attribute {attribute} of {name}");
                Text(value);
                skeleton.Append(' ').Append(attribute);
                if (attribute is "href" or "src" or "action")
                {
                    addresses.Add(System.Net.WebUtility.HtmlDecode(value));
                }
            }

            skeleton.Append('>');
        }

        Require(open.Count == 0, $"{string.Join(' ', open)} do not end");
        return new Markup(skeleton.ToString(), addresses);
    }

    private static void Text(string text)
    {
        Require(!text.Contains('>', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal), $"bare markup in {text}");
        Require(!Hidden().IsMatch(text), "a character that is not seen");
        Require(Ampersand().Count(text) == text.Count(c => c == '&'), $"a bare ampersand in {text}");
    }

    private static void Require(bool fine, string problem)
    {
        if (!fine)
        {
            throw new FormatException(problem.Length > 300 ? problem[..300] : problem);
        }
    }

    [GeneratedRegex("""<(?<end>/)?(?<name>!?[a-zA-Z][a-zA-Z0-9]*)(?:\s+(?<attribute>[a-zA-Z-]+(?:="[^"<>]*")?))*\s*>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029-[\n\t]]")]
    private static partial Regex Hidden();

    [GeneratedRegex("&(?:amp|lt|gt|quot|#39);")]
    private static partial Regex Ampersand();
}
