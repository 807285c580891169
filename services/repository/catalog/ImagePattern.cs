using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>A glob over canonical image names: <c>*</c> is any text, across slashes too, <c>?</c> one character; case does not matter.</summary>
public sealed class ImagePattern
{
    private readonly Regex _regex;

    public ImagePattern(string text)
    {
        Text = text;
        var pattern = Regex.Escape(Canonical(text)).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        _regex = new Regex($@"\A{pattern}\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    /// <summary>As the operator wrote it.</summary>
    public string Text { get; }

    /// <summary>A pattern with a tag in it (<c>*:latest</c>) is held against name and tag.</summary>
    public bool Matches(ImageReference image) => _regex.IsMatch(image.Name) || (image.Tag is not null && _regex.IsMatch($"{image.Name}:{image.Tag}"));

    /// <summary>Would it match, if this were the name of an image?</summary>
    internal bool MatchesText(string name) => _regex.IsMatch(name);

    /// <summary><c>ownorg/*</c> means <c>docker.io/ownorg/*</c>, and <c>nginx</c> <c>docker.io/library/nginx</c>, as it does for docker.</summary>
    private static string Canonical(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? text : text[..slash];
        return first.Contains('*', StringComparison.Ordinal) && (slash < 0 ? first.StartsWith('*') : true) ? text
            : slash < 0 ? "docker.io/library/" + text
            : first == "localhost" || first.AsSpan().ContainsAny('.', ':') ? text.Replace("index.docker.io/", "docker.io/", StringComparison.Ordinal)
            : "docker.io/" + text;
    }
}
