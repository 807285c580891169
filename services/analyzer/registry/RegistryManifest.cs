using System.Globalization;
using System.Text.Json;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Registry;

/// <summary>What a manifest or an index says, as far as we ask; also what lies in an image's config.</summary>
internal sealed record RegistryManifest
{
    /// <summary>Of containers at all. Builds that shall come out the same each time say 1970 or 1980.</summary>
    private const int FirstImages = 2012;

    /// <summary>Of an index: platform (<c>linux/arm64/v8</c>) and digest of each image in it.</summary>
    public IReadOnlyList<(string Platform, string Digest)> Images { get; init; } = [];

    /// <summary>Of an image: digest of its config.</summary>
    public string? Config { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public static RegistryManifest Read(byte[] body)
    {
        var root = Parse(body);
        return new RegistryManifest
        {
            Images = root.TryGetProperty("manifests", out var entries) && entries.ValueKind == JsonValueKind.Array
                ? [.. entries.EnumerateArray().Where(e => !IsAttestation(e)).Select(e => (Platform(Property(e, "platform")), Text(e, "digest") ?? ""))]
                : [],
            Config = Text(Property(root, "config"), "digest"),
            Annotations = Texts(Property(root, "annotations")),
        };
    }

    /// <returns>Platform and labels of an image's config.</returns>
    public static (string Platform, IReadOnlyDictionary<string, string> Labels) ReadConfig(byte[] body)
    {
        var root = Parse(body);
        return (Platform(root), Texts(Property(Property(root, "config"), "Labels")));
    }

    /// <returns>When an image says that it was built; null where it does not, or says what nobody believes.</returns>
    public static DateTimeOffset? ReadCreated(byte[] config) =>
        DateTimeOffset.TryParse(Text(Parse(config), "created"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created) && created.Year > FirstImages ? created : null;

    /// <summary>Does <paramref name="found"/> run on <paramref name="wanted"/>? A variant counts only when the operator named one.</summary>
    public static bool Runs(string found, string wanted)
    {
        var (there, needed) = (Usual(found), Usual(wanted));
        return there == needed || there.StartsWith(needed + "/", StringComparison.Ordinal);
    }

    /// <summary>A variant that goes without saying, as containerd normalises platforms: 64-bit ARM is v8, 32-bit ARM v7, x86 v1.</summary>
    private static string Usual(string platform) => platform switch
    {
        "linux/arm64/v8" => "linux/arm64",
        "linux/amd64/v1" => "linux/amd64",
        "linux/arm" => "linux/arm/v7",
        _ => platform,
    };

    /// <summary>What buildx puts beside the platforms; no container can run it.</summary>
    private static bool IsAttestation(JsonElement entry) =>
        Text(Property(entry, "annotations"), "vnd.docker.reference.type") is not null || Text(Property(entry, "platform"), "os") == "unknown";

    private static string Platform(JsonElement described) =>
        string.Join('/', ((string?[])[Text(described, "os"), Text(described, "architecture"), Text(described, "variant")]).Where(p => !string.IsNullOrEmpty(p)));

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            var root = JsonSerializer.Deserialize<JsonElement>(body);
            return root.ValueKind == JsonValueKind.Object ? root : throw new JsonException("not an object");
        }
        catch (JsonException e)
        {
            throw new OutsideUnavailableException($"A registry answered with something that is no manifest: {e.Message}");
        }
    }

    private static JsonElement Property(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement from, string name) =>
        Property(from, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static Dictionary<string, string> Texts(JsonElement from) => from.ValueKind != JsonValueKind.Object ? []
        : from.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value.GetString()!);
}
