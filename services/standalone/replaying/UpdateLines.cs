using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Replaying;

/// <summary>What is wrong with a line, counted from 1.</summary>
internal sealed record LineMistake(int Line, string Message)
{
    public override string ToString() => $"line {Line}: {Message}";
}

/// <summary>
/// Updates as JSON, one object a line: an <see cref="UpdateDetected"/>, of which only <c>image</c> and <c>tag</c> are needed; or what DIUN posts, in either
/// of its forms (<c>reference/diun.md</c>).
/// </summary>
/// <param name="Updates">In their order; what two lines say is there once.</param>
/// <param name="Mistakes">Every line that nobody can act on.</param>
/// <param name="Repeated">How many lines say what another line says.</param>
internal sealed partial record UpdateLines(IReadOnlyList<WantedUpdate> Updates, IReadOnlyList<LineMistake> Mistakes, int Repeated)
{
    /// <summary>Longer than any of these objects; DIUN's metadata may hold kilobytes.</summary>
    private const int LongestLine = 64 << 10;

    private static readonly HashSet<string> Known = new(typeof(UpdateDetected).GetProperties().Select(p => p.Name), StringComparer.OrdinalIgnoreCase);

    public static UpdateLines Read(IEnumerable<string> lines)
    {
        List<WantedUpdate> updates = [];
        List<LineMistake> mistakes = [];
        foreach (var (index, line) in lines.Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            try
            {
                updates.Add(line.Length <= LongestLine ? ReadLine(line) : throw new FormatException($"has {line.Length} characters; at most {LongestLine} are read"));
            }
            catch (FormatException e)
            {
                mistakes.Add(new LineMistake(index + 1, e.Message));
            }
        }

        var distinct = updates.DistinctBy(u => u.Id).ToList();
        return new UpdateLines(distinct, mistakes, updates.Count - distinct.Count);
    }

    private static WantedUpdate ReadLine(string line)
    {
        JsonElement root;
        try
        {
            root = JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException e)
        {
            throw new FormatException($"is no JSON: byte {e.BytePositionInLine + 1}", e);
        }

        return root.ValueKind != JsonValueKind.Object ? throw new FormatException("is no JSON object")
            : root.TryGetProperty("diun_entry_image", out _) ? OfEntry(root)
            : root.TryGetProperty("provider", out _) ? OfDiun(root)
            : OfEvent(root);
    }

    private static WantedUpdate OfEvent(JsonElement root)
    {
        try
        {
            if (root.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            {
                throw new FormatException($"has a field {unknown} that no update has");
            }

            var message = root.Deserialize<UpdateDetected>(EventJson.Options)!;
            return Checked("image", message.Image, message, message.DetectedAt);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"is no update: {e.Message.Split(" Path:")[0]}", e);
        }
    }

    private static WantedUpdate OfDiun(JsonElement root)
    {
        var image = Parse("image", Text(root, "image"));
        var metadata = root.TryGetProperty("metadata", out var m) && m.ValueKind == JsonValueKind.Object ? m : default;
        return Checked("image", image.Name, new UpdateDetected
        {
            Image = image.Name,
            Tag = image.Tag ?? throw new FormatException("image names no tag"),
            Digest = Text(root, "digest") is { Length: > 0 } digest ? digest : image.Digest,
            Status = Text(root, "status"),
            // It only helps to find the workload: what is no name is left out.
            Namespace = metadata.ValueKind == JsonValueKind.Object && Text(metadata, "pod_namespace") is { } name && Namespaces().IsMatch(name) ? name : null,
        }, DateTimeOffset.TryParse(Text(root, "created"), CultureInfo.InvariantCulture, out var created) ? created : null);
    }

    private static WantedUpdate OfEntry(JsonElement root) => Checked("diun_entry_image", Text(root, "diun_entry_image"), new UpdateDetected
    {
        Image = "",
        Tag = Text(root, "diun_entry_imagetag") ?? throw new FormatException("has no diun_entry_imagetag"),
        Digest = Text(root, "diun_entry_digest") is { Length: > 0 } digest ? digest : null,
    }, built: null);

    private static WantedUpdate Checked(string field, string? image, UpdateDetected message, DateTimeOffset? built)
    {
        var reference = Parse(field, image);
        return reference is not { Tag: null, Digest: null } ? throw new FormatException($"{field} \"{image}\" names a version; the one it shall have stands in tag and digest")
            : !ImageReference.IsTag(message.Tag) ? throw new FormatException("tag is not an OCI tag")
            : message.Tag == "latest" ? throw new FormatException("\"latest\" names no version")
            : message.Digest is not null && !ImageReference.IsDigest(message.Digest) ? throw new FormatException("digest is not an OCI digest")
            : message.Namespace is not null && !Namespaces().IsMatch(message.Namespace) ? throw new FormatException("namespace is no name of a namespace")
            : message.Attempt < 0 ? throw new FormatException("attempt is 0 or more")
            : new WantedUpdate(reference.WithTag(message.Tag, message.Digest), message with { Image = reference.Name }, built);
    }

    private static ImageReference Parse(string field, string? image) =>
        ImageReference.TryParse(image, out var reference, out var error) ? reference : throw new FormatException($"{field} {error}");

    private static string? Text(JsonElement from, string name)
    {
        try
        {
            return !from.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
                : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"{name} must be a string");
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"{name} is no valid Unicode text", e);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex Namespaces();
}
