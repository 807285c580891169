using System.Collections.Concurrent;
using System.Threading.Channels;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Sandbox.World;

/// <summary>
/// What stands behind the Woodpecker of the small world: when the branch moves, a pipeline for its head starts, reads what the
/// commit says of the stacks it changed, and rolls their workloads.
/// </summary>
public sealed class ContinuousIntegration : IAsyncDisposable
{
    private readonly GitServer _git;
    private readonly ClusterStandIn _cluster;
    private readonly WoodpeckerStandIn _woodpecker;
    private readonly Dictionary<string, FixtureService> _byPath;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<CommitFate>> _fates = new(StringComparer.Ordinal);
    private readonly Channel<BranchMove> _moves = Channel.CreateUnbounded<BranchMove>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _watching;

    /// <summary>Stacks of a superseded pipeline, for the next one to apply.</summary>
    private readonly HashSet<string> _owed = new(StringComparer.Ordinal);
    /// <summary>Terraform's lock on its state: two applies at once would take what the later commit brought back to what the earlier one holds.</summary>
    private readonly SemaphoreSlim _oneApply = new(1);
    private volatile string _head = "";

    internal ContinuousIntegration(GitServer git, ClusterStandIn cluster, WoodpeckerStandIn woodpecker, IReadOnlyList<FixtureService> services)
    {
        (_git, _cluster, _woodpecker) = (git, cluster, woodpecker);
        _byPath = services.ToDictionary(s => s.Path, StringComparer.Ordinal);
        _woodpecker.HeadOf = () => _head;
        _woodpecker.OnManual = _ => new PipelineScript { OnApply = () => ApplyAsync(() => _head, _byPath.Values) };
        _git.Moved += move => _moves.Writer.TryWrite(move);
        _watching = WatchAsync();
    }

    /// <summary>Told of each workload that an apply has put into the cluster, before the apply ends.</summary>
    public Func<string, WorkloadSpec, Task> Applied { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The next commits that change this stack meet these fates, in this order; then all is applied again.</summary>
    public void Next(string stack, params ReadOnlySpan<CommitFate> fates)
    {
        var queue = _fates.GetOrAdd(stack, _ => new());
        foreach (var fate in fates)
        {
            queue.Enqueue(fate);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _moves.Writer.TryComplete();
        await _watching;
        _oneApply.Dispose();
    }

    private async Task WatchAsync()
    {
        await foreach (var move in _moves.Reader.ReadAllAsync())
        {
            _head = move.NewSha;
            var commit = await _git.CommitOfAsync(move.Repository, move.NewSha);
            if (!commit.SkipsCi)
            {
                var changed = await _git.ChangedFilesAsync(move.Repository, move.OldSha, move.NewSha);
                Start(commit, changed);
            }
        }
    }

    private void Start(CommitToBuild commit, IReadOnlyList<string> changed)
    {
        var stacks = changed.Contains(FixtureText.ModulePath) ? [.. _byPath.Values] : changed.Where(_byPath.ContainsKey).Select(path => _byPath[path]).ToList();
        var fate = stacks.Select(NextFate).FirstOrDefault(f => f != CommitFate.Applied);
        List<FixtureService> due = [.. stacks, .. _byPath.Values.Where(s => _owed.Contains(s.Stack)).Except(stacks)];
        _owed.Clear();
        if (fate == CommitFate.SupersededByNext)
        {
            _owed.UnionWith(due.Select(s => s.Stack));
        }

        if (fate != CommitFate.NoPipeline)
        {
            _woodpecker.Start(commit.Sha, "master", commit.Message, Script(fate, commit.Sha, due));
        }
    }

    private PipelineScript Script(CommitFate fate, string sha, IReadOnlyList<FixtureService> stacks)
    {
        var applied = new PipelineScript
        {
            ApplyLog = [.. stacks.Select(s => $"[{s.Stack}] OK")],
            OnApply = () => ApplyAsync(() => sha, stacks),
        };
        return fate switch
        {
            CommitFate.Red => applied with
            {
                Default = WorkflowEnd.Failure,
                OnApply = null,
                ApplyLog = [.. stacks.Select(s => $"[{s.Stack}] FAILED"), "Error: Error acquiring the state lock"],
            },
            CommitFate.UnrelatedWorkflowRed => applied with { Unrelated = WorkflowEnd.Failure },
            CommitFate.GreenButNothingApplied => applied with { OnApply = null, ApplyLog = [.. stacks.Select(s => $"[{s.Stack}] SKIPPED (locked)")] },
            CommitFate.SupersededByNext => applied with { OnApply = null, SupersededByNext = true },
            CommitFate.Slow => applied with { Queued = TimeSpan.FromMinutes(30) },
            CommitFate.NeverStarts => applied with { Queued = TimeSpan.FromHours(3) },
            CommitFate.Stopped => applied with { Default = WorkflowEnd.Killed, OnApply = null, ApplyLog = [] },
            CommitFate.Declined => applied with { Default = WorkflowEnd.Declined, OnApply = null },
            CommitFate.Unreadable => applied with { Default = WorkflowEnd.Error, OnApply = null },
            CommitFate.AppliedButRed => applied with { Default = WorkflowEnd.Failure, ApplyLog = [.. applied.ApplyLog, "[legacy] FAILED"] },
            CommitFate.FailedButGreen => applied with { OnApply = null, ApplyFailsQuietly = true, ApplyLog = [.. stacks.Select(s => $"[{s.Stack}] FAILED")] },
            _ => applied,
        };
    }

    private CommitFate NextFate(FixtureService service) =>
        _fates.TryGetValue(service.Stack, out var queue) && queue.TryDequeue(out var fate) ? fate : CommitFate.Applied;

    /// <param name="commit">Asked when it is this apply's turn.</param>
    private async Task ApplyAsync(Func<string> commit, IEnumerable<FixtureService> services)
    {
        await _oneApply.WaitAsync();
        try
        {
            var sha = commit();
            foreach (var service in services)
            {
                if (await _git.ReadAsync(SmallWorld.Repository, sha, service.Path) is { } text)
                {
                    var workload = FixtureReader.Read(service, text);
                    _cluster.Apply(workload);
                    await Applied(service.Stack, workload);
                }
            }
        }
        finally
        {
            _oneApply.Release();
        }
    }
}
