using System.Net;
using System.Text.Json;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Registry;

/// <summary>What else lies in registries than images says what it is in its config.</summary>
internal sealed partial class RegistryClient
{
    /// <returns>The config of what a tag names, when that is JSON; null when there is no such tag, or it is an index, or we may not see it.</returns>
    public async Task<JsonElement?> ConfigAsync(ImageReference artifact, string tag, CancellationToken cancellationToken)
    {
        var head = await SendAsync(HttpMethod.Head, artifact, $"manifests/{tag}", Manifests, cancellationToken);
        var answer = head is { Status: HttpStatusCode.OK, Digest: not null } or { Status: not (HttpStatusCode.OK or HttpStatusCode.MethodNotAllowed) }
            ? head : await SendAsync(HttpMethod.Get, artifact, $"manifests/{tag}", Manifests, cancellationToken);
        if (answer.Status != HttpStatusCode.OK
            || (await ManifestAsync(artifact, answer.Digest ?? DigestOf(answer.Body), cancellationToken)).Config is not { } config)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(await ContentAsync(artifact, "blobs", config, cancellationToken));
        }
        catch (JsonException)
        {
            // The registry is well: somebody has pushed something else under this tag.
            return null;
        }
    }
}
