using Upgrades.Repository;
using Upgrades.Terraform;

namespace Upgrades.Executor.Commits;

/// <summary>
/// Makes a commit and pushes it, exactly once however often it is asked: ours is looked for by its trailer on every head that it
/// would be made on, and a push is only taken on the head that was looked at.
/// </summary>
internal sealed class StepCommit(InfrastructureRepository repository, StackSources sources, ExecutorOptions options, ILogger<StepCommit> log)
{
    private const int LongestDiff = 16 * 1024;

    /// <summary>Whoever has just lost the branch to somebody else knows the newest head: the next try at once is the likeliest to win.</summary>
    private const int TriesInATurn = 5;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>An attempt broke off: what was last seen may be wrong. Only touched within the repository's exclusive turn.</summary>
    private bool _lookAgain;

    /// <exception cref="RepositoryUnavailableException">The remote is away, or its branch does not stand still: a late row.</exception>
    public async Task<CommitOutcome> MakeAsync(CommitOrder order, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (await repository.ExclusiveAsync(turn => TakeTurnAsync(order, turn), cancellationToken) is { } outcome)
            {
                return outcome;
            }

            if (TimeProvider.System.GetElapsedTime(started) > options.PushDeadline)
            {
                throw new RepositoryUnavailableException($"The branch kept moving for {options.PushDeadline.TotalMinutes:0.#} min; the edit is made again later");
            }

            // Others push as well: whoever retries in step with them loses again and again.
            var pause = Math.Min(LongestPause.TotalMilliseconds, 50 * Math.Pow(2, attempt)) * Random.Shared.NextDouble();
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellationToken);
        }
    }

    /// <returns>Null: the head moved each time.</returns>
    private async Task<CommitOutcome?> TakeTurnAsync(CommitOrder order, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < TriesInATurn; tries++)
        {
            if (await AttemptAsync(order, cancellationToken) is { } outcome)
            {
                return outcome;
            }

            Log.HeadMoved(log, order.Plan.Stack, repository.LastSeenHead ?? "");
        }

        return null;
    }

    /// <returns>Null: the head moved.</returns>
    private async Task<CommitOutcome?> AttemptAsync(CommitOrder order, CancellationToken cancellationToken)
    {
        var seen = _lookAgain ? null : repository.LastSeenHead;
        _lookAgain = true;
        var head = seen ?? await repository.FetchAsync(cancellationToken);
        var outcome = await OnHeadAsync(order, head, cancellationToken);
        if (seen is not null && outcome is CommitOutcome.NothingToDo or CommitOutcome.Elsewhere or CommitOutcome.Refused
            && await repository.FetchAsync(cancellationToken) is var newest && newest != head)
        {
            // A push tells when its head is old; without one nobody does.
            outcome = await OnHeadAsync(order, newest, cancellationToken);
        }

        _lookAgain = false;
        return outcome;
    }

    private async Task<CommitOutcome?> OnHeadAsync(CommitOrder order, string head, CancellationToken cancellationToken)
    {
        if (await repository.FindByTrailerAsync(head, order.LookDownTo, CommitTrailers.UpgradeId, order.Trailer, cancellationToken) is { } ours)
        {
            return new CommitOutcome.Landed(ours.Sha, await DiffAsync(ours.Parent, ours.Sha, cancellationToken));
        }

        var read = await sources.ReadAsync(head, order.CatalogOf, cancellationToken);
        if (read.Problem is not null)
        {
            return new CommitOutcome.Refused($"the catalog cannot be read: {read.Problem}");
        }

        return TerraformEngine.Apply(read.Scan, order.Plan.Stack, order.Change.Edits, withMemory: order.Change.Memory is not null) switch
        {
            EditResult.Edited edited => await PushAsync(order, head, edited, cancellationToken),
            EditResult.AlreadyDone => new CommitOutcome.NothingToDo(head),
            EditResult.Outdated outdated => new CommitOutcome.Elsewhere(outdated.Site, outdated.Found),
            EditResult.NotFound missing => new CommitOutcome.Elsewhere(missing.Site, Found: null),
            EditResult.Refused refused => new CommitOutcome.Refused(refused.Message),
            var other => throw new InvalidOperationException($"No case for {other}."),
        };
    }

    private async Task<CommitOutcome?> PushAsync(CommitOrder order, string head, EditResult.Edited edited, CancellationToken cancellationToken)
    {
        var changes = edited.Files.ToDictionary(f => f.Path, f => (ReadOnlyMemory<byte>)f.Encode());
        string commit;
        try
        {
            commit = await repository.CommitAsync(head, changes, order.Message, cancellationToken);
        }
        catch (EditRefusedException e)
        {
            return new CommitOutcome.Refused(e.Message);
        }

        return await repository.PushAsync(commit, cancellationToken) switch
        {
            PushResult.Pushed => new CommitOutcome.Landed(commit, await DiffAsync(head, commit, cancellationToken)),
            PushResult.Refused refused => new CommitOutcome.PushRefused(refused.Message),
            _ => null,
        };
    }

    /// <summary>As <c>UpgradeApplied</c> carries it.</summary>
    public async Task<string> DiffAsync(string? parent, string commit, CancellationToken cancellationToken)
    {
        var diff = parent is null ? "" : await repository.DiffAsync(parent, commit, cancellationToken);
        return diff.Length <= LongestDiff ? diff : diff[..(diff.LastIndexOf('\n', LongestDiff) + 1)] + "… (cut)\n";
    }
}
