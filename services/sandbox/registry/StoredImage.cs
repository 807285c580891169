using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Registry;

/// <summary>Bytes under their own digest.</summary>
internal sealed record StoredContent(byte[] Bytes, string MediaType)
{
    public string Digest { get; } = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public JsonObject Descriptor => new() { ["mediaType"] = MediaType, ["digest"] = Digest, ["size"] = Bytes.Length };
}

/// <summary>One repository: its tags in the order in which they were pushed, and everything that was ever pushed, by digest.</summary>
internal sealed partial class StoredImage(string path, IReadOnlyDictionary<string, string>? labels, IReadOnlyList<string> platforms)
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string OciConfig = "application/vnd.oci.image.config.v1+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    private readonly Lock _gate = new();
    private readonly List<(string Tag, StoredContent Manifest)> _tags = [];
    private readonly ConcurrentDictionary<string, StoredContent> _manifests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredContent> _blobs = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Tags
    {
        get
        {
            lock (_gate)
            {
                return [.. _tags.Select(t => t.Tag)];
            }
        }
    }

    /// <summary>Pushes the tag; nothing happens when it is there.</summary>
    public void Push(string tag)
    {
        var manifest = platforms.Count == 0
            ? Platform(tag, "linux/amd64", DockerManifest, DockerConfig)
            : PushIndex(tag);
        lock (_gate)
        {
            if (!_tags.Exists(t => t.Tag == tag))
            {
                _tags.Add((tag, manifest));
            }
        }
    }

    /// <summary>Takes the tag away; what it named is still there by digest, until a registry cleans up.</summary>
    public void Remove(string tag)
    {
        lock (_gate)
        {
            _tags.RemoveAll(t => t.Tag == tag);
        }
    }

    public StoredContent? Manifest(string reference)
    {
        lock (_gate)
        {
            return _manifests.GetValueOrDefault(reference) ?? _tags.Find(t => t.Tag == reference).Manifest;
        }
    }

    public StoredContent? Blob(string digest) => _blobs.GetValueOrDefault(digest);

    private StoredContent PushIndex(string tag)
    {
        List<JsonNode> entries = [];
        foreach (var platform in platforms)
        {
            var manifest = Platform(tag, platform, OciManifest, OciConfig);
            var entry = manifest.Descriptor;
            entry["platform"] = PlatformOf(platform);
            entries.Add(entry);
        }

        entries.Add(Attestation(tag, entries[0]["digest"]!.GetValue<string>()));
        return Keep(_manifests, new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = Index, ["manifests"] = new JsonArray([.. entries]) }, Index);
    }

    private StoredContent Platform(string tag, string platform, string manifestType, string configType)
    {
        var config = PlatformOf(platform);
        config["created"] = "2026-01-01T10:00:00Z";
        config["config"] = new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/usr/bin:/bin"),
            ["Labels"] = labels is null ? null : new JsonObject(labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
        };
        config["history"] = new JsonArray(new JsonObject { ["created_by"] = $"{path}:{tag}" });
        var layer = Keep(_blobs, Encoding.UTF8.GetBytes($"{path}:{tag} {platform}"), "application/vnd.oci.image.layer.v1.tar+gzip");
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layer.Digest) };
        return PushManifest(manifestType, Keep(_blobs, config, configType), layer);
    }

    /// <summary>What buildx puts beside the platforms; no container can run it.</summary>
    private JsonObject Attestation(string tag, string of)
    {
        var config = PlatformOf("unknown/unknown");
        config["config"] = new JsonObject();
        var statement = Keep(_blobs, Encoding.UTF8.GetBytes($"{{\"subject\":\"{path}:{tag}\"}}"), "application/vnd.in-toto+json");
        var entry = PushManifest(OciManifest, Keep(_blobs, config, OciConfig), statement).Descriptor;
        entry["annotations"] = new JsonObject { ["vnd.docker.reference.digest"] = of, ["vnd.docker.reference.type"] = "attestation-manifest" };
        entry["platform"] = PlatformOf("unknown/unknown");
        return entry;
    }

    private StoredContent PushManifest(string type, StoredContent config, StoredContent layer) => Keep(
        _manifests,
        new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = type, ["config"] = config.Descriptor, ["layers"] = new JsonArray(layer.Descriptor) },
        type);

    private static JsonObject PlatformOf(string platform)
    {
        var parts = platform.Split('/');
        var described = new JsonObject { ["architecture"] = parts[1], ["os"] = parts[0] };
        if (parts.Length > 2)
        {
            described["variant"] = parts[2];
        }

        return described;
    }

    private static StoredContent Keep(ConcurrentDictionary<string, StoredContent> where, JsonObject what, string mediaType) =>
        Keep(where, Encoding.UTF8.GetBytes(what.ToJsonString()), mediaType);

    private static StoredContent Keep(ConcurrentDictionary<string, StoredContent> where, byte[] bytes, string mediaType)
    {
        var content = new StoredContent(bytes, mediaType);
        return where.GetOrAdd(content.Digest, content);
    }
}
