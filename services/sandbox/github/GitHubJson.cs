using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.GitHub;

/// <summary>The bodies of <c>reference/github.md</c>. Pages for people lie on github.com; what a program follows lies on this server.</summary>
internal static class GitHubJson
{
    private const int LongestInlineFile = 1 << 20;

    public static JsonObject Repository(HostedRepository repository, string apiRoot) => new()
    {
        ["id"] = repository.Id,
        ["name"] = repository.FullName.Split('/')[1],
        ["full_name"] = repository.FullName,
        ["private"] = false,
        ["html_url"] = Page(repository),
        ["fork"] = false,
        ["url"] = $"{apiRoot}/repos/{repository.FullName}",
        ["archived"] = false,
        ["default_branch"] = HostedRepository.DefaultBranch,
    };

    public static JsonObject Release(HostedRepository repository, int index, string apiRoot)
    {
        var release = repository.Releases[index];
        var id = repository.Id * 100_000 + index;
        var at = HostedRepository.PublishedAt(index).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["url"] = $"{apiRoot}/repos/{repository.FullName}/releases/{id}",
            ["html_url"] = $"{Page(repository)}/releases/tag/{Uri.EscapeDataString(release.Tag)}",
            ["id"] = id,
            ["tag_name"] = release.Tag,
            ["target_commitish"] = HostedRepository.DefaultBranch,
            ["name"] = release.Name,
            ["draft"] = release.Draft,
            ["prerelease"] = release.Prerelease,
            ["created_at"] = at,
            ["published_at"] = release.Draft ? null : at,
            ["author"] = new JsonObject { ["login"] = "maintainer", ["id"] = 1 },
            ["assets"] = new JsonArray(),
            ["body"] = release.Body.Length == 0 ? null : release.Body.ReplaceLineEndings("\r\n"),
        };
    }

    public static JsonObject Tag(HostedRepository repository, string tag, string apiRoot)
    {
        var root = $"{apiRoot}/repos/{repository.FullName}";
        var commit = ObjectName($"{repository.Id}/{tag}");
        return new JsonObject
        {
            ["name"] = tag,
            ["zipball_url"] = $"{root}/zipball/refs/tags/{tag}",
            ["tarball_url"] = $"{root}/tarball/refs/tags/{tag}",
            ["commit"] = new JsonObject { ["sha"] = commit, ["url"] = $"{root}/commits/{commit}" },
        };
    }

    /// <summary>Base64 in lines of 60, as GitHub sends it; over 1 MB the content stays away.</summary>
    public static JsonObject File(string path, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var (encoding, text) = bytes.Length > LongestInlineFile
            ? ("none", "")
            : ("base64", string.Concat(Convert.ToBase64String(bytes).Chunk(60).Select(line => new string(line) + "\n")));
        var file = Entry("file", path, bytes.Length);
        file["content"] = text;
        file["encoding"] = encoding;
        return file;
    }

    public static JsonArray Directory(IEnumerable<string> paths, string prefix)
    {
        var entries = paths.Select(path => path[prefix.Length..])
            .Select(rest => rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? ("dir", rest[..slash]) : ("file", rest))
            .Distinct()
            .OrderBy(entry => entry.Item2, StringComparer.Ordinal);
        return new JsonArray([.. entries.Select(entry => Entry(entry.Item1, prefix + entry.Item2, 0))]);
    }

    public static JsonObject Message(string message) =>
        new() { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest", };

    private static string Page(HostedRepository repository) => $"https://github.com/{repository.FullName}";

    private static JsonObject Entry(string type, string path, int size) => new()
    {
        ["type"] = type,
        ["name"] = path[(path.LastIndexOf('/') + 1)..],
        ["path"] = path,
        ["size"] = size,
        ["sha"] = ObjectName(path),
    };

    private static string ObjectName(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..40];
}
