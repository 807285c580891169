using System.Diagnostics;
using System.Text;

namespace Upgrades.Benchmarks;

/// <summary>git on the command line as a careful script would use it: a bare clone, plumbing, a temporary index, one shell per act.</summary>
internal sealed class GitCommands
{
    // The index is made anew from the head each time: a script that keeps one must handle every way in which it goes stale.
    private const string Fetch = "git fetch -q origin +refs/heads/master:refs/remotes/origin/master && head=$(git rev-parse refs/remotes/origin/master)";

    private const string Commit =
        """
        blob=$(git hash-object -w --stdin)
        export GIT_INDEX_FILE="$PWD/edit.index"
        git read-tree "$head"
        git update-index --cacheinfo "100644,$blob,$EDIT_PATH"
        tree=$(git write-tree)
        commit=$(git commit-tree "$tree" -p "$head" -m "$EDIT_MESSAGE")
        """;

    private const string Push = "git push -q origin \"$commit:refs/heads/master\"";
    private readonly string _folder;
    private readonly string _authorization;

    private GitCommands(string folder, string authorization) => (_folder, _authorization) = (folder, authorization);

    public static async Task<GitCommands> CloneAsync(string folder, Uri url, string user, string password)
    {
        Directory.CreateDirectory(folder);
        var git = new GitCommands(folder, "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        await git.RunAsync("git init -q --bare . && git remote add origin \"$EDIT_PATH\"\n" + Fetch, url.ToString());
        return git;
    }

    /// <returns>The head's sha.</returns>
    public Task<string> FetchAsync() => RunAsync(Fetch + "\necho \"$head\"");

    public Task CommitAsync(string head, string path, string content, string message) => RunAsync($"head={head}\n{Commit}", path, content, message);

    public Task FetchCommitPushAsync(string path, string content, string message) => RunAsync($"{Fetch}\n{Commit}\n{Push}", path, content, message);

    private async Task<string> RunAsync(string script, string path = "", string content = "", string message = "")
    {
        var start = new ProcessStartInfo("/bin/sh", ["-ec", script])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string Key, string Value)[] environment =
        [
            ("HOME", _folder), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("EDIT_PATH", path), ("EDIT_MESSAGE", message),
            ("GIT_AUTHOR_NAME", "git"), ("GIT_AUTHOR_EMAIL", "git@localhost"), ("GIT_COMMITTER_NAME", "git"), ("GIT_COMMITTER_EMAIL", "git@localhost"),
            // Sent with the first request, as ours are: a URL with a password costs git one more.
            ("GIT_CONFIG_COUNT", "3"), ("GIT_CONFIG_KEY_0", "http.extraHeader"), ("GIT_CONFIG_VALUE_0", _authorization),
            ("GIT_CONFIG_KEY_1", "gc.auto"), ("GIT_CONFIG_VALUE_1", "0"), ("GIT_CONFIG_KEY_2", "maintenance.auto"), ("GIT_CONFIG_VALUE_2", "false"),
        ];
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(content);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"git ended with {process.ExitCode}: {await error}");
    }
}
