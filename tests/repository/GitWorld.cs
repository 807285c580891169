using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Upgrades.Repository;
using Upgrades.Sandbox.Git;

namespace Upgrades.Tests.Repository;

/// <summary>A git server with one repository, and any number of mirrors of it.</summary>
public sealed class GitWorld : IAsyncDisposable
{
    private readonly List<InfrastructureRepository> _mirrors = [];

    private GitWorld(string folder, GitServer server) => (Folder, Server) = (folder, server);

    public static CommitMessage Message { get; } = new("upgrade: web 1.0 -> 1.1", ["Risk: Safe"], [("Upgrade-Id", "1/1/Upgrade")]);

    public string Folder { get; }

    public GitServer Server { get; }

    public static async Task<GitWorld> StartAsync(params (string Path, string Content)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-git-").FullName;
        var server = await GitServer.StartAsync(Path.Combine(folder, "server"), "robot", "secret");
        var all = files.Append(("stacks/web/main.tf", "tag = \"1.0\"\n")).Append(("README.md", "Ours\n"));
        await server.CreateRepositoryAsync("infra", all.ToDictionary(f => f.Item1, f => f.Item2));
        return new GitWorld(folder, server);
    }

    public InfrastructureRepository Mirror(string name = "a", Action<RepositoryOptions>? change = null)
    {
        var options = new RepositoryOptions
        {
            Url = Server.Url("infra").ToString(),
            Username = "robot",
            Password = "secret",
            MirrorFolder = MirrorFolder(name),
        };
        change?.Invoke(options);
        var mirror = new InfrastructureRepository(options, TimeProvider.System, NullLogger<InfrastructureRepository>.Instance);
        _mirrors.Add(mirror);
        return mirror;
    }

    public string MirrorFolder(string name) => Path.Combine(Folder, "mirror-" + name);

    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Edit(string path, string content) =>
        new Dictionary<string, ReadOnlyMemory<byte>> { [path] = Encoding.UTF8.GetBytes(content) };

    public static async Task<string?> TextAsync(InfrastructureRepository repository, string commit, string path) =>
        await repository.ReadFileAsync(commit, path, CancellationToken.None) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var mirror in _mirrors)
        {
            mirror.Dispose();
        }

        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
