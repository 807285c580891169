using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Git;

/// <summary>A commit as a person would see it in <c>git log --name-only</c>.</summary>
public sealed record GitLogEntry(string Sha, string Subject, string Body, IReadOnlyList<string> Files);

/// <summary>A branch went from a commit to a commit; more than one push may lie between.</summary>
public sealed record BranchMove(string Repository, string OldSha, string NewSha);

/// <summary>A git server over smart HTTP: <c>git http-backend</c> behind Kestrel, basic auth, hooks of the bare repositories run.</summary>
public sealed partial class GitServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Hosted> _repositories = new(StringComparer.Ordinal);
    private readonly string _rootFolder;
    private readonly string _user;
    private volatile string _authorization = "";
    private StandInServer _server = null!;
    private readonly Lazy<string> _refusingHooks;

    private GitServer(string rootFolder, string user, string password)
    {
        _rootFolder = Path.GetFullPath(rootFolder);
        _user = user;
        ChangePassword(password);
        _refusingHooks = new Lazy<string>(() => WriteRefusingHooks(_rootFolder));
    }

    /// <summary>Raised after a push, or <see cref="CommitAsync"/>, has moved the branch.</summary>
    public event Action<BranchMove>? Moved;

    /// <summary>What the next requests meet.</summary>
    public GitHoldPoints Hold { get; } = new();

    /// <summary>The user may read and not push: 403, in GitHub's words.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>From now on only this one is let in: the one before has been revoked.</summary>
    public void ChangePassword(string password) =>
        _authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{password}"));

    /// <param name="rootFolder">The bare repositories lie here as <c>NAME.git</c>; made when missing.</param>
    /// <param name="port">0 takes any free port.</param>
    public static async Task<GitServer> StartAsync(string rootFolder, string user, string password, int port = 0)
    {
        Directory.CreateDirectory(rootFolder);
        var server = new GitServer(rootFolder, user, password);
        server._server = await StandInServer.StartAsync(app => app.Run(server.AnswerAsync), port);
        return server;
    }

    /// <summary><c>http://127.0.0.1:PORT/infra.git</c>.</summary>
    public Uri Url(string repository) => new(_server.Address, repository + ".git");

    /// <summary>The bare repository's folder, <c>ROOT/infra.git</c>.</summary>
    public string Folder(string repository) => Path.Combine(_rootFolder, repository + ".git");

    public async Task CreateRepositoryAsync(string repository, IReadOnlyDictionary<string, string> files, string branch = "master")
    {
        if (!Names().IsMatch(repository))
        {
            throw new ArgumentException($"'{repository}' is no repository name", nameof(repository));
        }

        var bare = await BareRepository.CreateAsync(Folder(repository), branch, files);
        _repositories[repository] = new Hosted(bare) { Head = await bare.HeadAsync() };
    }

    /// <summary>Commits as somebody else would, straight on the server. A null content deletes the file.</summary>
    public async Task<string> CommitAsync(string repository, IReadOnlyDictionary<string, string?> changes, string message)
    {
        var sha = await Bare(repository).CommitAsync(changes, message);
        await TellAsync(repository);
        return sha;
    }

    /// <summary>Installs a hook as the server's owner would: <c>pre-receive</c>, <c>update</c>, <c>post-receive</c>.</summary>
    public void AddHook(string repository, string name, string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder(repository), "hooks")).FullName;
        WriteHook(Path.Combine(folder, name), script);
    }

    public Task<string> HeadAsync(string repository) => Bare(repository).HeadAsync();

    /// <summary>Null when the file is not there.</summary>
    public Task<string?> ReadAsync(string repository, string revision, string path) => Bare(repository).ReadAsync(revision, path);

    public Task<IReadOnlyDictionary<string, string>> ReadAllAsync(string repository, string revision) => Bare(repository).ReadAllAsync(revision);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<GitLogEntry>> LogAsync(string repository) => Bare(repository).LogAsync();

    /// <summary>Paths that differ between two commits.</summary>
    public Task<IReadOnlyList<string>> ChangedFilesAsync(string repository, string oldSha, string newSha) => Bare(repository).ChangedFilesAsync(oldSha, newSha);

    /// <summary>A commit as CI sees it.</summary>
    public Task<CommitToBuild> CommitOfAsync(string repository, string sha) => Bare(repository).CommitOfAsync(sha);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private BareRepository Bare(string repository) => _repositories[repository].Bare;

    private async Task AnswerAsync(HttpContext context)
    {
        var route = Routes().Match(context.Request.Path.Value ?? "");
        if (Hold.AnswerStatus is { } status)
        {
            context.Response.StatusCode = status;
        }
        else if (context.Request.Headers.Authorization != _authorization)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
        }
        else if (!route.Success || !_repositories.ContainsKey(route.Groups["name"].Value))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (IsReadOnly && (route.Groups["what"].Value == "git-receive-pack" || context.Request.Query["service"] == "git-receive-pack"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "text/plain; charset=UTF-8";
            await context.Response.WriteAsync("Write access to repository not granted.");
        }
        else if (route.Groups["what"].Value == "git-receive-pack")
        {
            await ReceiveAsync(context, route.Groups["name"].Value);
        }
        else
        {
            await GitHttpBackend.AnswerAsync(context, _rootFolder, [], () => Task.CompletedTask);
        }
    }

    private async Task ReceiveAsync(HttpContext context, string repository)
    {
        if (Hold.BeforePush is { } before)
        {
            await before(repository);
        }

        (string, string)[] settings = Hold.RefusePushes is { } words
            ? [("core.hooksPath", _refusingHooks.Value), ("sandbox.refusal", words)]
            : [];
        await GitHttpBackend.AnswerAsync(context, _rootFolder, settings, () => TellAsync(repository), Hold.AfterPush is { } after ? () => after(repository) : null);
    }

    /// <summary>Beside the repositories, not in them: whoever keeps the folder finds no hook of ours in a repository.</summary>
    private static string WriteRefusingHooks(string rootFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(rootFolder, ".refusing-hooks")).FullName;
        WriteHook(Path.Combine(folder, "pre-receive"), "#!/bin/sh\ngit config sandbox.refusal >&2\nexit 1\n");
        return folder;
    }

    private static void WriteHook(string path, string script)
    {
        File.WriteAllText(path, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task TellAsync(string repository)
    {
        var hosted = _repositories[repository];
        // Told within the turn, so that moves are heard in the order in which they happened.
        await hosted.Turn.WaitAsync();
        try
        {
            var head = await hosted.Bare.HeadAsync();
            if (head != hosted.Head)
            {
                var move = new BranchMove(repository, hosted.Head, head);
                hosted.Head = head;
                Moved?.Invoke(move);
            }
        }
        finally
        {
            hosted.Turn.Release();
        }
    }

    private sealed class Hosted(BareRepository bare)
    {
        public BareRepository Bare => bare;

        public SemaphoreSlim Turn { get; } = new(1);

        public required string Head { get; set; }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"\A/(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\.git/(?<what>info/refs|HEAD|git-upload-pack|git-receive-pack)\z")]
    private static partial Regex Routes();
}
