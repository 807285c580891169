using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>
/// A canonical image reference: <c>docker.io/library/nginx:1.27@sha256:…</c>. Grammar and normalisation are those of the
/// distribution project's <c>reference</c> package; anything else is refused at the border with the reason.
/// </summary>
public sealed partial record ImageReference
{
    private ImageReference(string domain, string path, string? tag, string? digest) =>
        (Domain, Path, Tag, Digest) = (domain, path, tag, digest);

    /// <summary><c>docker.io</c>, <c>ghcr.io</c>, <c>registry.example:5000</c>.</summary>
    public string Domain { get; }

    /// <summary>Repository path without the domain: <c>library/nginx</c>.</summary>
    public string Path { get; }

    /// <summary>Null when none was written; never filled in with <c>latest</c>.</summary>
    public string? Tag { get; }

    /// <summary><c>sha256:…</c> when the reference is pinned.</summary>
    public string? Digest { get; }

    /// <summary>Domain and path: what two spellings of one image have in common.</summary>
    public string Name => $"{Domain}/{Path}";

    public override string ToString() => Name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <exception cref="FormatException">The text is not a reference; the message says why.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    /// <summary>Reads any spelling (<c>nginx</c>, <c>index.docker.io/library/nginx:1</c>) into the canonical one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = Check(text);
        if (error is not null)
        {
            return false;
        }

        var match = Reference().Match(text!);
        if (!match.Success)
        {
            error = "is not an OCI image reference";
            return false;
        }

        var (domain, path) = Split(match.Groups["name"].Value);
        if (path.Length > 255)
        {
            error = "has a repository path of over 255 characters";
            return false;
        }

        if (!Paths().IsMatch(path))
        {
            error = "has a repository path with characters that the OCI grammar does not allow";
            return false;
        }

        reference = new ImageReference(
            domain,
            path,
            match.Groups["tag"] is { Success: true } tag ? tag.Value : null,
            match.Groups["digest"] is { Success: true } digest ? digest.Value : null);
        return true;
    }

    /// <summary>Is this text a tag by the grammar? Nothing else ever reaches a file, a URL or a message.</summary>
    public static bool IsTag([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= 128 } && TagOnly().IsMatch(text);

    /// <summary>Is this text a digest by the grammar?</summary>
    public static bool IsDigest([NotNullWhen(true)] string? text) => text is { Length: <= 255 } && DigestOnly().IsMatch(text);

    public ImageReference WithTag(string? tag, string? digest = null) => new(Domain, Path, tag, digest);

    private static string? Check(string? text) => text switch
    {
        null or "" => "is empty",
        { Length: > 512 } => $"is {text.Length} characters long (at most 512)",
        _ when BareHash().IsMatch(text) => "is a bare 64-character hash, which names no repository",
        _ => null,
    };

    private static (string Domain, string Path) Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var isDomain = first == "localhost" || first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal)
            || first.Any(char.IsAsciiLetterUpper);
        var domain = !isDomain || first == "index.docker.io" ? "docker.io" : first;
        var path = isDomain ? name[(slash + 1)..] : name;
        return domain == "docker.io" && !path.Contains('/', StringComparison.Ordinal) ? (domain, "library/" + path) : (domain, path);
    }

    private const string PathPattern = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*";
    private const string DomainPart = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)";
    private const string DomainPattern = $@"(?:{DomainPart}(?:\.{DomainPart})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?";
    private const string TagPattern = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    private const string DigestPattern = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";

    [GeneratedRegex($@"\A(?<name>(?:{DomainPattern}/)?{PathPattern})(?::(?<tag>{TagPattern}))?(?:@(?<digest>{DigestPattern}))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    [GeneratedRegex($@"\A{PathPattern}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Paths();

    [GeneratedRegex($@"\A{TagPattern}\z")]
    private static partial Regex TagOnly();

    [GeneratedRegex($@"\A{DigestPattern}\z", RegexOptions.NonBacktracking)]
    private static partial Regex DigestOnly();

    [GeneratedRegex(@"\A[a-f0-9]{64}\z")]
    private static partial Regex BareHash();
}
