using System.Text.Json;
using System.Text.RegularExpressions;
using Upgrades.Analyzer.Outside;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Registry;

/// <summary>
/// A list of tags, page by page (<c>reference/registry.md</c> "Tag paging"): by <c>Link</c>, whatever the size of a page; by <c>last=</c> only
/// where a registry gave as many as were asked for and no Link. Bounded in pages, tags and bytes.
/// </summary>
internal sealed partial class TagPages
{
    private const int PageSize = 1000;
    private const int MostPages = 200;
    private const int MostTags = 100_000;
    private const long MostBytes = 64 << 20;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _tags = [];
    private int _pages;
    private long _bytes;

    /// <summary>Below the image's path.</summary>
    public static string First { get; } = $"tags/list?n={PageSize}";

    /// <summary>In the registry's order, each once; not those that only carry a signature, an attestation or a bill of materials.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>Of everything that was listed.</summary>
    public int Count => _seen.Count;

    /// <returns>The next page's address, on the same host; null after the last one.</returns>
    /// <exception cref="OutsideUnavailableException">It is no list of tags.</exception>
    public Uri? Add(Uri asked, RegistryAnswer answer)
    {
        var page = Read(answer.Body);
        var before = _seen.Count;
        foreach (var tag in page.OfType<string>().Where(t => ImageReference.IsTag(t) && _seen.Add(t) && !Attached().IsMatch(t)))
        {
            _tags.Add(tag);
        }

        (_pages, _bytes) = (_pages + 1, _bytes + answer.Body.Length);
        if (_pages >= MostPages || _bytes >= MostBytes || _seen.Count >= MostTags || (_seen.Count == before && page.Count > 0))
        {
            return null;
        }

        // A registry behind a proxy names itself as it is called inside; our way to it, and our password, stay where they are.
        return answer.Next is { } next ? new Uri(new Uri(asked.GetLeftPart(UriPartial.Authority)), next.PathAndQuery) is var same && same != asked ? same : null
            : page.Count == PageSize ? new Uri(asked, $"?n={PageSize}&last={Uri.EscapeDataString(page[^1] ?? "")}")
            : null;
    }

    private static IReadOnlyList<string?> Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<TagList>(body, JsonSerializerOptions.Web)?.Tags ?? [];
        }
        catch (JsonException e)
        {
            throw new OutsideUnavailableException($"A registry answered with something that is no list of tags: {e.Message}");
        }
    }

    [GeneratedRegex(@"\Asha256-[a-f0-9]{64}(\.(att|sbom|sig))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Attached();

    private sealed record TagList(string? Name, IReadOnlyList<string?>? Tags);
}
