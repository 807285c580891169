using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Analyzer.Registry;

/// <summary>Debian's docker-registry on loopback with its data in a temporary folder, and the few requests that push an image.</summary>
internal sealed class RealRegistry : IAsyncDisposable
{
    public const string User = "robot";
    public const string Password = "password-of-the-test";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Program = "/usr/bin/docker-registry";

    /// <summary>bcrypt of <see cref="Password"/>, the one kind of hash that it takes.</summary>
    private const string PasswordFile = User + ":$2b$04$tJderNsa4vlRtBaJyLqtY.HA0DqdVmLNSk6lSQtu1CFO1SfnaKRuW\n";
    private readonly TemporaryFolder _folder;
    private readonly Process _server;
    private readonly HttpClient _http;
    private string _lastIndex = "";

    private RealRegistry(TemporaryFolder folder, Process server, Uri address, bool byPassword)
    {
        (_folder, _server, _http) = (folder, server, new HttpClient(new SocketsHttpHandler()) { BaseAddress = address });
        _http.DefaultRequestHeaders.Authorization = byPassword
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))) : null;
    }

    public Uri Address => _http.BaseAddress!;

    public static async Task<RealRegistry> StartAsync(bool byPassword)
    {
        Assert.SkipUnless(File.Exists(Program), "there is no docker-registry here: ./test --all installs it");
        var (folder, port) = (new TemporaryFolder(), LoopbackPort.Free());
        var (configuration, passwords) = (Path.Combine(folder.Path, "config.yml"), Path.Combine(folder.Path, "passwords"));
        await File.WriteAllTextAsync(passwords, PasswordFile);
        await File.WriteAllTextAsync(
            configuration,
            $"""
            version: 0.1
            log:
              level: warn
            storage:
              filesystem:
                rootdirectory: {Path.Combine(folder.Path, "data")}
            http:
              addr: 127.0.0.1:{port}
            {(byPassword ? $"auth:\n  htpasswd:\n    realm: basic-realm\n    path: {passwords}" : "")}

            """);
        var server = Process.Start(new ProcessStartInfo(Program, ["serve", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        var registry = new RealRegistry(folder, server, new Uri($"http://127.0.0.1:{port}/"), byPassword);
        await Eventually.TrueAsync(registry.AnswersAsync, "the registry's first answer");
        return registry;
    }

    /// <summary>Pushes an index of these platforms, as buildx does it.</summary>
    /// <returns>The index's digest.</returns>
    public async Task<string> PushAsync(string name, string tag, JsonObject labels, params string[] platforms)
    {
        var entries = new JsonArray();
        foreach (var platform in platforms)
        {
            var (os, architecture) = (platform.Split('/')[0], platform.Split('/')[1]);
            var config = new JsonObject { ["os"] = os, ["architecture"] = architecture, ["config"] = new JsonObject { ["Labels"] = labels.DeepClone() } };
            var manifest = new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
                ["config"] = await BlobAsync(name, "application/vnd.oci.image.config.v1+json", config.ToJsonString()),
                ["layers"] = new JsonArray(await BlobAsync(name, "application/vnd.oci.image.layer.v1.tar+gzip", $"layer of {platform}")),
            }.ToJsonString();
            var entry = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
            await PutManifestAsync(name, entry["digest"]!.GetValue<string>(), "application/vnd.oci.image.manifest.v1+json", manifest);
            entry["platform"] = new JsonObject { ["os"] = os, ["architecture"] = architecture };
            entries.Add(entry);
        }

        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = Index, ["manifests"] = entries }.ToJsonString();
        await PutManifestAsync(name, tag, Index, index);
        _lastIndex = index;
        return DigestOf(index);
    }

    /// <summary>One more name for what was pushed last.</summary>
    public Task TagAsync(string name, string tag) => PutManifestAsync(name, tag, Index, _lastIndex);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        _server.HasExited.ShouldBeFalse("the registry ended by itself");
        try
        {
            using var answer = await _http.GetAsync(new Uri("v2/", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonObject> BlobAsync(string name, string type, string content)
    {
        using var begun = await _http.PostAsync(new Uri($"v2/{name}/blobs/uploads/", UriKind.Relative), content: null);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var descriptor = Descriptor(type, content);
        var to = new Uri(Address, begun.Headers.Location!);
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(content)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var done = await _http.PutAsync(
            new UriBuilder(to) { Query = $"{to.Query.TrimStart('?')}&digest={Uri.EscapeDataString(descriptor["digest"]!.GetValue<string>())}" }.Uri, body);
        done.StatusCode.ShouldBe(HttpStatusCode.Created);
        return descriptor;
    }

    private async Task PutManifestAsync(string name, string reference, string type, string manifest)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(manifest)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var done = await _http.PutAsync(new Uri($"v2/{name}/manifests/{reference}", UriKind.Relative), body);
        done.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static JsonObject Descriptor(string type, string content) =>
        new() { ["mediaType"] = type, ["digest"] = DigestOf(content), ["size"] = Encoding.UTF8.GetByteCount(content) };

    private static string DigestOf(string content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
