using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>
/// Finds images in values and manifests by the names of keys: <c>image: repo:tag</c>, <c>image: {registry, repository, tag, digest}</c>,
/// <c>image</c> beside <c>imageTag</c>, <c>initImage: repo:tag</c>.
/// </summary>
internal static partial class ImageKeys
{
    private const int MostNodes = 20_000;
    private const int DeepestNesting = 60;

    /// <param name="root">Values of a chart or a manifest.</param>
    /// <param name="at">Where to point when nothing of an image is written anywhere.</param>
    /// <param name="defaults">Why a tag without a repository is of use: the chart brings the repository. Null: such a thing is no image.</param>
    public static IEnumerable<FoundImage> In(Value root, Spot at, string? defaults)
    {
        var visits = 0;
        return Walk(root, "", null, 0);

        IEnumerable<FoundImage> Walk(Value value, string path, Value? resources, int depth)
        {
            if (++visits > MostNodes || depth > DeepestNesting || value is TextValue or NullValue or UnknownValue || value.Elements(at).Elements is not { } elements)
            {
                yield break;
            }

            var children = elements.Select(e => (e.Key, Path: path.Length == 0 ? e.Key : value is ListValue ? $"{path}[{e.Key}]" : $"{path}.{e.Key}", e.Value.Value)).ToList();
            if (value is not ListValue && IsData(children))
            {
                yield break;
            }

            var siblings = value is ListValue ? [] : children.GroupBy(c => c.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
            if (path.Length > 0 && OfObject(path, siblings, at, defaults) is { } whole)
            {
                yield return whole with { Memory = MemoryLimits.Of(siblings.GetValueOrDefault("resources") ?? resources, at) };
            }

            foreach (var (key, childPath, child) in children.Where(c => !IsText(c.Key)))
            {
                if (value is not ListValue && OfKey(key, childPath, child, siblings, at) is { } found)
                {
                    yield return found with { Memory = MemoryLimits.Of(siblings.GetValueOrDefault("resources"), at) };
                }

                foreach (var inner in Walk(child, childPath, siblings.GetValueOrDefault("resources"), depth + 1))
                {
                    yield return inner;
                }
            }
        }
    }

    /// <summary>Names of containers are told to people rather than keys.</summary>
    private static string NameOf(string path, Dictionary<string, Value> siblings) =>
        path.EndsWith("].image", StringComparison.Ordinal) && siblings.GetValueOrDefault("name") is TextValue { Text: { Hole: null, Text.Length: > 0 and < 64 } name } ? name.Text : path;

    private static FoundImage? OfObject(string path, Dictionary<string, Value> keys, Spot at, string? defaults)
    {
        var repository = First(keys, "repository", "repo");
        var name = path[(path.LastIndexOf('.') + 1)..];
        var isImage = name.Contains("image", StringComparison.OrdinalIgnoreCase);
        var (tag, digest) = (First(keys, "tag", "version"), First(keys, "digest", "sha"));
        if (isImage && repository is null && First(keys, "registry") is not null && First(keys, "name", "image") is { } named)
        {
            repository = named;
        }

        return (repository, tag) switch
        {
            (TextValue or UnknownValue, _) when isImage || (keys.ContainsKey("tag") && !IsAddress(repository)) => FoundImage.OfParts(path, First(keys, "registry"), repository, tag, digest, at),
            (null, TextValue { Text: { Hole: null, Text.Length: > 0 } text }) when isImage && defaults is not null && keys.ContainsKey("tag") => new FoundImage(path, text, new UnknownValue(defaults, at), at),
            (null, UnknownValue unknown) when isImage && defaults is not null && keys.ContainsKey("tag") => new FoundImage(path, null, unknown, at),
            _ => null,
        };
    }

    private static FoundImage? OfKey(string key, string path, Value value, Dictionary<string, Value> siblings, Spot at)
    {
        var isImage = key is "image";
        if (!isImage && !OtherImageKey().IsMatch(key))
        {
            return null;
        }

        if (value is TextValue { Text: var text })
        {
            if (NoImage().IsMatch(text.Text) || text.Text.Length == 0)
            {
                return null;
            }

            var tag = isImage ? First(siblings, "imageTag", "tag", "image_tag") : First(siblings, key + "Tag", key + "_tag");
            if (text.Hole is null && tag is TextValue { Text.Text.Length: > 0 } && ImageText.TagSpan(text.Text) is null && ImageText.DigestStart(text.Text) is null)
            {
                return FoundImage.OfParts(path, null, value, tag, null, at);
            }

            // Under other keys many a thing stands that is named after an image: only what has a version counts.
            var reads = ImageReference.TryParse(text.Text, out var image, out _);
            return isImage || (reads && (image!.Tag is not null || image.Digest is not null)) || (text.Hole is not null && text.Text.Contains(':', StringComparison.Ordinal))
                ? FoundImage.Of(NameOf(path, siblings), value, at) : null;
        }

        return isImage && value is UnknownValue { IsError: false } ? FoundImage.Of(NameOf(path, siblings), value, at) : null;
    }

    private static Value? First(Dictionary<string, Value> keys, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (keys.TryGetValue(name, out var value) && value is not NullValue)
            {
                return value;
            }
        }

        return null;
    }

    private static bool IsAddress(Value repository) => repository is TextValue text && text.Text.Text.Contains("://", StringComparison.Ordinal);

    /// <summary>What lies in it are files of other programs, or rules about images.</summary>
    private static bool IsData(List<(string Key, string Path, Value Value)> children)
    {
        string? Text(string key) => children.FirstOrDefault(c => c.Key == key).Value is TextValue { Text: { Hole: null } text } ? text.Text : null;
        return Text("kind") is "ConfigMap" or "Secret" || (Text("kind") is not null && Text("apiVersion") is { } version && Policies().IsMatch(version));
    }

    private static bool IsText(string key) => key is "annotations" or "labels" or "podAnnotations" or "podLabels" or "matchLabels" or "commonLabels" or "env" or "args" or "command";

    [GeneratedRegex(@"\A([a-zA-Z][a-zA-Z0-9]*_?)?[iI]mage(Name|_name)?\z|RepositoryAndTag\z")]
    private static partial Regex OtherImageKey();

    /// <summary>Patterns of policies, addresses, templates of other programs.</summary>
    [GeneratedRegex(@"[*?|\s]|://|\{\{|\A(true|false|[0-9.]+)\z")]
    private static partial Regex NoImage();

    [GeneratedRegex(@"\A(kyverno\.io|constraints\.gatekeeper\.sh|templates\.gatekeeper\.sh|policies\.kubewarden\.io|config\.ratify)/")]
    private static partial Regex Policies();
}
