using System.Text.Json;
using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest.Webhook;

/// <summary>A body nobody can act on: what is wrong, and in which field.</summary>
internal sealed class PayloadException(string? field, string problem) : Exception(problem)
{
    public string? Field { get; } = field;
}

/// <summary>Reads DIUN's own webhook body and the hand-fired <c>diun_entry_*</c> form (<c>reference/diun.md</c>).</summary>
internal static partial class DiunPayload
{
    /// <exception cref="PayloadException">The body is not JSON, lacks a field, or breaks the OCI grammar.</exception>
    public static Signal Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new PayloadException(null, "the body must be a JSON object");
            }

            return root.TryGetProperty("diun_entry_image", out _) ? Entry(root)
                : root.TryGetProperty("image", out _) ? Diun(root)
                : throw new PayloadException("image", "is missing (DIUN sends image; the hand-fired form diun_entry_image)");
        }
        catch (JsonException e)
        {
            throw new PayloadException(null, $"the body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static Signal Diun(JsonElement root)
    {
        var image = Image("image", Required(root, "image"));
        var metadata = root.TryGetProperty("metadata", out var m) && m.ValueKind == JsonValueKind.Object ? m : default;
        return new Signal
        {
            Form = SignalForm.Diun,
            Image = image,
            Status = Required(root, "status"),
            Digest = Digest("digest", Text(root, "digest")) ?? image.Digest,
            Namespace = KubernetesName(metadata, "pod_namespace"),
            Workload = KubernetesName(metadata, "pod_name"),
            Container = KubernetesName(metadata, "ctn_name"),
            HubLink = Link(Text(root, "hub_link")),
        };
    }

    private static Signal Entry(JsonElement root)
    {
        var image = Image("diun_entry_image", Required(root, "diun_entry_image"));
        var tag = Required(root, "diun_entry_imagetag");
        if (tag.Length > 0 && !ImageReference.IsTag(tag))
        {
            throw new PayloadException("diun_entry_imagetag", "is not an OCI tag");
        }

        return new Signal
        {
            Form = SignalForm.Entry,
            Image = image.WithTag(tag.Length > 0 ? tag : null, image.Digest),
            Status = Required(root, "diun_entry_status"),
            Digest = Digest("diun_entry_digest", Text(root, "diun_entry_digest")) ?? image.Digest,
            HubLink = Link(Text(root, "diun_entry_hublink")),
        };
    }

    private static ImageReference Image(string field, string text) =>
        ImageReference.TryParse(text, out var image, out var error) ? image : throw new PayloadException(field, error);

    private static string? Digest(string field, string? text) =>
        string.IsNullOrEmpty(text) ? null : ImageReference.IsDigest(text) ? text : throw new PayloadException(field, "is not an OCI digest");

    private static string Required(JsonElement parent, string field) => Text(parent, field) ?? throw new PayloadException(field, "is missing");

    private static string? Text(JsonElement parent, string field)
    {
        if (!parent.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new PayloadException(field, "must be a string");
        }

        try
        {
            // PostgreSQL stores no NUL.
            return value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new PayloadException(field, "contains a NUL");
        }
        catch (InvalidOperationException)
        {
            throw new PayloadException(field, "is no valid Unicode text");
        }
    }

    /// <summary>Metadata only helps to find the workload: what is no Kubernetes name is left out and nothing is refused.</summary>
    private static string? KubernetesName(JsonElement metadata, string field) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        && Names().IsMatch(value.GetRawText()) ? value.GetString() : null;

    private static string? Link(string? text) =>
        text is { Length: <= 500 } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;

    [GeneratedRegex("""\A"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?"\z""")]
    private static partial Regex Names();
}
