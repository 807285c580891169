using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Upgrades.Repository;
using Upgrades.Sandbox.Git;

namespace Upgrades.Benchmarks;

/// <summary>
/// One edit of one file in a repository of 2,000, as the executor makes it, beside git's own plumbing commands in one shell, in turns
/// on the same branch of the same server over smart HTTP. Each reads the head first, which the other has just moved. We also read the
/// branch again after the push, because only that proves it; git is spared that.
/// </summary>
internal static class CommitRun
{
    private const string Repository = "infra";
    private const int Stacks = 450;
    private const int Modules = 50;
    private const int WarmTurns = 10;
    private const int Turns = 41;

    /// <summary>Ours over git's: the whole, and the part without the network.</summary>
    private const double MostWhole = 1.0;
    private const double MostLocal = 1.0 / 3;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-commit-");
        try
        {
            await using var server = await GitServer.StartAsync(Path.Combine(folder.FullName, "server"), "robot", "secret");
            var files = Files();
            await server.CreateRepositoryAsync(Repository, files);
            using var ours = Ours(server, folder.FullName);
            var git = await GitCommands.CloneAsync(Path.Combine(folder.FullName, "git"), server.Url(Repository), "robot", "secret");

            Console.WriteLine(FormattableString.Invariant($"{files.Count} files; medians of {Turns} turns each, ms"));
            Console.WriteLine("                                        ours     git   ratio  allowed");
            var local = await CompareAsync("blob to commit, no network", MostLocal, OursLocallyAsync(ours), GitLocallyAsync(git));
            var whole = await CompareAsync("head, commit, push over smart HTTP", MostWhole, OursAsync(ours), GitAsync(git));
            return local & whole & await AllLandedAsync(server) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Func<int, Task> OursLocallyAsync(InfrastructureRepository repository)
    {
        string? head = null;
        return async turn =>
        {
            head ??= await repository.FetchAsync(CancellationToken.None);
            await CommitAsync(repository, head, turn);
        };
    }

    private static Func<int, Task> GitLocallyAsync(GitCommands git)
    {
        string? head = null;
        return async turn =>
        {
            head ??= await git.FetchAsync();
            await git.CommitAsync(head, PathOf(turn), Text(PathOf(turn), "by-git-" + turn), "upgrade: by git");
        };
    }

    private static Func<int, Task> OursAsync(InfrastructureRepository repository) => async turn =>
    {
        var commit = await CommitAsync(repository, await repository.FetchAsync(CancellationToken.None), turn);
        if (await repository.PushAsync(commit, CancellationToken.None) is var result and not PushResult.Pushed)
        {
            throw new InvalidOperationException($"{result}");
        }
    };

    private static Func<int, Task> GitAsync(GitCommands git) => turn =>
        git.FetchCommitPushAsync(PathOf(turn), Text(PathOf(turn), "pushed-by-git-" + turn), "upgrade: by git");

    private static Task<string> CommitAsync(InfrastructureRepository repository, string head, int turn)
    {
        var path = PathOf(turn);
        var edit = new Dictionary<string, ReadOnlyMemory<byte>> { [path] = Encoding.UTF8.GetBytes(Text(path, $"by-us-{head[..7]}-{turn}")) };
        return repository.CommitAsync(head, edit, new CommitMessage("upgrade: by us", [], [("Upgrade-Id", $"{turn}/1/Upgrade")]), CancellationToken.None);
    }

    private static async Task<bool> CompareAsync(string what, double allowed, Func<int, Task> ours, Func<int, Task> git)
    {
        List<(double Ours, double Git)> turns = [];
        for (var turn = 0; turn < WarmTurns + Turns; turn++)
        {
            // Who goes first changes: what one leaves in the page cache helps the other.
            var gitFirst = turn % 2 == 1 ? await TimeAsync(() => git(turn)) : (double?)null;
            var oursTook = await TimeAsync(() => ours(turn));
            turns.Add((oursTook, gitFirst ?? await TimeAsync(() => git(turn))));
        }

        turns.RemoveRange(0, WarmTurns);
        var (a, b) = (Median(turns.Select(t => t.Ours)), Median(turns.Select(t => t.Git)));
        Console.WriteLine(FormattableString.Invariant($"{what,-36}{a,8:0.0}{b,8:0.0}{a / b,8:0.00}{allowed,9:0.00}{(a / b <= allowed ? "" : "  missed")}"));
        return a / b <= allowed;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Turns / 2);

    /// <summary>What did not arrive would have been quick.</summary>
    private static async Task<bool> AllLandedAsync(GitServer server)
    {
        var log = await server.LogAsync(Repository);
        const int Each = WarmTurns + Turns;
        var landed = log.Count(e => e.Subject == "upgrade: by us") == Each && log.Count(e => e.Subject == "upgrade: by git") == Each
            && log.SkipLast(1).All(e => e.Files.Count == 1);
        Console.WriteLine(landed ? "every commit landed, each with one file" : "not every commit landed with one file");
        return landed;
    }

    private static InfrastructureRepository Ours(GitServer server, string folder) => new(
        new RepositoryOptions
        {
            Url = server.Url(Repository).ToString(),
            Username = "robot",
            Password = "secret",
            MirrorFolder = Path.Combine(folder, "mirror"),
        },
        TimeProvider.System,
        NullLogger<InfrastructureRepository>.Instance);

    private static Dictionary<string, string> Files()
    {
        string[] ofStack = ["main.tf", "variables.tf", "helm.tf", "values.yaml"];
        var paths = Enumerable.Range(0, Stacks).SelectMany(s => ofStack.Select(f => $"stacks/{Name(s)}/{f}"))
            .Concat(Enumerable.Range(0, Modules).SelectMany(m => ofStack.Select(f => $"modules/module-{m}/{f}")));
        return paths.ToDictionary(p => p, p => Text(p, "1.0"));
    }

    private static string PathOf(int turn) => $"stacks/{Name(turn * 7 % Stacks)}/main.tf";

    private static string Name(int stack) => "service-" + stack.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>About 3 kB, as such a file has.</summary>
    private static string Text(string path, string version) => string.Concat(Enumerable.Range(0, 40).Select(i => $$"""
        resource "kubernetes_deployment" "app_{{i}}" {
          metadata { name = "{{path}}" }
        }

        """)) + $"image = \"ghcr.io/acme/app:{version}\"\n";
}
