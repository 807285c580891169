using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Executor.Rebuild;

/// <summary>
/// Reads from the branch what a lost store knew: of each stack the newest commit that is ours, if it still counts. A commit is ours
/// when its trailers say so and it does exactly what they say.
/// </summary>
internal sealed class ReadBack(InfrastructureRepository repository, StackSources sources, StepCommit commits, ILogger<ReadBack> log)
{
    /// <exception cref="RepositoryUnavailableException">The remote is away: to be tried again.</exception>
    public Task<IReadOnlyList<PushedStep>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        // Alone, as the sources are not for two callers.
        repository.ExclusiveAsync(turn => ReadAloneAsync(since, turn), cancellationToken);

    private async Task<IReadOnlyList<PushedStep>> ReadAloneAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var head = await repository.FetchAsync(cancellationToken);
        var ours = await repository.WithTrailerAsync(head, since, CommitTrailers.UpgradeId, cancellationToken);
        Dictionary<string, PushedStep> newest = new(StringComparer.Ordinal);
        foreach (var commit in ours)
        {
            if (CommitTrailers.Read(commit.Trailers) is not { } trailers)
            {
                Log.NotOurs(log, commit.Sha, "its trailers are not as ours");
            }
            else if (!newest.ContainsKey(trailers.Stack) && newest.Values.All(s => s.Trailers.UpgradeId != trailers.UpgradeId)
                && await (trailers.Kind == StepKind.ForwardFix
                    ? ReadFixAsync(commit, trailers, ours, head, cancellationToken)
                    : ReadStepAsync(commit, trailers, head, cancellationToken)) is { } step)
            {
                newest[trailers.Stack] = step with { BackupJob = BackupOf(step, ours) };
            }
        }

        return [.. await StillThereAsync(newest.Values, head, cancellationToken)];
    }

    private async Task<PushedStep?> ReadStepAsync(FoundCommit commit, StepTrailers trailers, string head, CancellationToken cancellationToken)
    {
        if (commit.Parent is not { } parent || commit.IsMerge)
        {
            Log.NotOurs(log, commit.Sha, "it is a merge, or the first of all");
            return null;
        }

        var (before, after) = (await SourcesAsync(parent, head, cancellationToken), await SourcesAsync(commit.Sha, head, cancellationToken));
        var forward = trailers.Kind == StepKind.Rollback
            ? TerraformEngine.Between(after.Scan, before.Scan, trailers.Stack, withMemory: true)
            : TerraformEngine.Between(before.Scan, after.Scan, trailers.Stack);
        if (forward.Refusal is { } refusal)
        {
            Log.NotOurs(log, commit.Sha, refusal);
            return null;
        }

        var plan = Plan(commit, trailers, forward, after.Scan.Stacks.First(s => s.Name == trailers.Stack), after.Catalog);
        var step = new PushedStep(commit, trailers, plan, await commits.DiffAsync(parent, commit.Sha, cancellationToken), BackupJob: null);
        var touched = await repository.ChangedPathsAsync(parent, commit.Sha, cancellationToken);
        var problem = touched.Except(forward.Edits.Select(e => e.File)).FirstOrDefault() is { } other ? $"it changes {other} too"
            : (step.Change.From, step.Change.To) != (trailers.From, trailers.To) ? $"it goes from {step.Change.From} to {step.Change.To}, which is not what it says"
            : PlanCheck.Problem(plan with { Steps = [plan.Steps[trailers.Step - 1] with { Number = 1 }] });
        if (problem is null)
        {
            return step;
        }

        Log.NotOurs(log, commit.Sha, problem);
        return null;
    }

    /// <summary>A step and the memory limit that was raised for it, each by a commit of ours.</summary>
    private async Task<PushedStep?> ReadFixAsync(FoundCommit commit, StepTrailers trailers, IReadOnlyList<FoundCommit> ours, string head, CancellationToken cancellationToken)
    {
        if (commit.Parent is not { } parent || commit.IsMerge || ForwardOf(trailers, ours) is not { } forward
            || await ReadStepAsync(forward, trailers with { Kind = StepKind.Upgrade }, head, cancellationToken) is not { } step)
        {
            Log.NotOurs(log, commit.Sha, "there is no step of ours that it could mend");
            return null;
        }

        var (before, after) = (await SourcesAsync(parent, head, cancellationToken), await SourcesAsync(commit.Sha, head, cancellationToken));
        var change = TerraformEngine.Between(before.Scan, after.Scan, trailers.Stack, withMemory: true);
        if (change.Refusal is not null || change.Images.Count + change.Charts.Count > 0)
        {
            Log.NotOurs(log, commit.Sha, change.Refusal ?? "it moves versions, which is not what it says");
            return null;
        }

        return step with
        {
            Commit = commit,
            Trailers = trailers,
            Diff = await commits.DiffAsync(parent, commit.Sha, cancellationToken),
            Fix = new PlannedFix(trailers.Step, change.Memory[0], change.Edits, forward.Sha),
        };
    }

    /// <summary>Where a person has gone on since, there is nothing of ours to verify or to undo.</summary>
    private async Task<List<PushedStep>> StillThereAsync(IEnumerable<PushedStep> steps, string head, CancellationToken cancellationToken)
    {
        var now = await SourcesAsync(head, head, cancellationToken);
        List<PushedStep> still = [];
        foreach (var step in steps)
        {
            if (TerraformEngine.Apply(now.Scan, step.Plan.Stack, step.Undo, withMemory: true)
                is EditResult.AlreadyDone or EditResult.Outdated or EditResult.NotFound)
            {
                Log.GoneOn(log, step.Plan.Stack, step.Commit.Sha);
            }
            else
            {
                still.Add(step);
            }
        }

        return still;
    }

    private async Task<Sources> SourcesAsync(string commit, string head, CancellationToken cancellationToken)
    {
        var read = await sources.ReadAsync(commit, catalogOf: head, cancellationToken);
        return read.Problem is null ? read : throw new InvalidDataException($"the catalog cannot be read, so the stacks are not known: {read.Problem}");
    }

    /// <summary>The undo does not name the backup; the commit that it undoes does.</summary>
    private static (string, string)? BackupOf(PushedStep step, IReadOnlyList<FoundCommit> ours) =>
        ForwardOf(step.Trailers, ours) is { } forward ? UpgradeMessage.ReadBackup(forward.Message) : null;

    private static FoundCommit? ForwardOf(StepTrailers trailers, IReadOnlyList<FoundCommit> ours) =>
        ours.FirstOrDefault(c => c.Trailers.Contains((CommitTrailers.UpgradeId, $"{trailers.UpgradeId}/{trailers.Step}/{StepKind.Upgrade}")));

    private UpgradePlanned Plan(FoundCommit commit, StepTrailers trailers, StackChange forward, StackScan stack, Catalog catalog)
    {
        var service = catalog.ServiceFor(stack.Name);
        return new UpgradePlanned
        {
            UpgradeId = trailers.UpgradeId,
            Attempt = 0,
            Revision = 0,
            UpdateIds = [],
            Repository = repository.Name,
            Stack = stack.Name,
            Namespaces = service.Namespaces.Count > 0 ? service.Namespaces : stack.Namespaces,
            Images = forward.Images,
            Charts = forward.Charts,
            BaseCommit = commit.Parent!,
            Steps = [.. Enumerable.Range(1, trailers.Count).Select(number => number == trailers.Step
                ? new PlanStep { Number = number, Version = "", Images = forward.Images, Charts = forward.Charts, Edits = forward.Edits }
                : Continuation.Unknown(number))],
            Risk = Risk.Unknown,
            Reasons = [],
            Summary = ["read back from git"],
            Backup = catalog.BackupFor(stack.Name),
            Restore = catalog.RestoreFor(stack.Name),
            SharedWith = service.SharedWith,
            Window = trailers.Window,
            Checks = catalog.ChecksFor(stack.Name),
            PlannedAt = commit.When,
        };
    }
}
