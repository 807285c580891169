namespace Upgrades.Sandbox.Git;

/// <summary>A commit as a person would see it in <c>git log --name-only</c>.</summary>
public sealed record GitLogEntry(string Sha, string Subject, string Body, IReadOnlyList<string> Files);

/// <summary>A branch went from a commit to a commit.</summary>
public sealed record BranchMove(string Repository, string OldSha, string NewSha);

/// <summary>A git server over smart HTTP: <c>git http-backend</c> behind Kestrel, basic auth, hooks of the bare repositories run.</summary>
public sealed class GitServer : IAsyncDisposable
{
    /// <summary>Raised after a push, or <see cref="CommitAsync"/>, has moved the branch.</summary>
    public event Action<BranchMove>? Moved;

    /// <summary>What the next requests meet.</summary>
    public GitHoldPoints Hold { get; } = new();

    public static Task<GitServer> StartAsync(string rootFolder, string user, string password, int port = 0) => throw new NotImplementedException();

    /// <summary><c>http://127.0.0.1:PORT/infra.git</c>.</summary>
    public Uri Url(string repository) => throw new NotImplementedException();

    /// <summary>The bare repository's folder, <c>ROOT/infra.git</c>.</summary>
    public string Folder(string repository) => throw new NotImplementedException();

    public Task CreateRepositoryAsync(string repository, IReadOnlyDictionary<string, string> files, string branch = "master") => throw new NotImplementedException();

    /// <summary>Commits as somebody else would, straight on the server. A null content deletes the file.</summary>
    public Task<string> CommitAsync(string repository, IReadOnlyDictionary<string, string?> changes, string message) => throw new NotImplementedException();

    public Task<string> HeadAsync(string repository) => throw new NotImplementedException();

    public Task<string?> ReadAsync(string repository, string revision, string path) => throw new NotImplementedException();

    public Task<IReadOnlyDictionary<string, string>> ReadAllAsync(string repository, string revision) => throw new NotImplementedException();

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<GitLogEntry>> LogAsync(string repository) => throw new NotImplementedException();

    public ValueTask DisposeAsync()
    {
        Moved?.Invoke(new BranchMove("", "", ""));
        return ValueTask.CompletedTask;
    }
}
