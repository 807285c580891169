using System.Text.Json;
using Prometheus;
using Upgrades.Analyzer.Advisor;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.State;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Analyzer;

/// <summary>Plans each update once: read the head → plan → ask the advisor, where there is one → store what was decided together with the events that tell it.</summary>
internal sealed class PlanLoop(
    UpdateRows rows, PlanRows plans, QuarantineRows outcomes, PlanOnHead plan, AskAdvisor advisor, GatherSignals signals, GrantSecondChance grant,
    AnalyzerOptions options, TimeProvider time, ILogger<PlanLoop> log) : IRowLoop
{
    private static readonly Counter Planned = Metrics.CreateCounter("upgrades_analyzer_plans_total", "Plans made, by risk.", "risk");
    private static readonly Counter Skipped = Metrics.CreateCounter("upgrades_analyzer_skips_total", "Stacks that an update does nothing to, by reason.", "reason");

    public string Table => "updates";

    public int Parallelism => options.Parallelism;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { Decision: null } row)
        {
            return;
        }

        var message = JsonSerializer.Deserialize<UpdateDetected>(row.Message, EventJson.Options)!;
        var began = time.GetUtcNow();
        try
        {
            if (await PlanAsync(row, message, cancellationToken) is var (planned, beside))
            {
                var advised = await AdviseAsync(planned, cancellationToken);
                await rows.WriteAsync(t => DecideAsync(t, row, message, advised, beside, began), cancellationToken);
            }
        }
        catch (RateLimitedException e)
        {
            // The runner keeps this later time, and shows the error in the row.
            await rows.WriteAsync(t => UpdateRows.PostponeAsync(t, Table, id, (time.GetUtcNow() + e.Wait).ToUnixTimeMilliseconds()), cancellationToken);
            throw;
        }
    }

    /// <returns>The plan, and the updates that were signalled beside; null when others are waited for, that may join.</returns>
    private async Task<(UpdatePlan Plan, IReadOnlyList<Guid> Beside)?> PlanAsync(UpdateRow row, UpdateDetected message, CancellationToken cancellationToken)
    {
        if (message.Force)
        {
            return (await PlanForcedAsync(Request(message), cancellationToken), []);
        }

        IReadOnlyList<Guid> beside = [];
        var planned = await plan.PlanAsync(
            Request(message),
            async (companions, catalog) =>
            {
                var (partners, until) = await signals.ForAsync(row, message, companions, catalog, cancellationToken);
                beside = [.. partners.SelectMany(p => p.UpdateIds)];
                if (until is { } due && await rows.WriteAsync(t => UpdateRows.WaitAsync(t, row, due.ToUnixTimeMilliseconds()), cancellationToken) == 0)
                {
                    throw new RowChangedException(Table, row.Id);
                }

                return until is null ? partners : null;
            },
            cancellationToken);
        return planned is null ? null : (planned, beside);
    }

    /// <summary>Second chances count attempts too: what a person forces must not be taken for one that has ended.</summary>
    private async Task<UpdatePlan> PlanForcedAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var planned = await plan.PlanAsync(request, cancellationToken);
        while (await HasEndedAsync(planned.Plans, cancellationToken))
        {
            request = request with { Attempt = request.Attempt + 1 };
            planned = await plan.PlanAsync(request, cancellationToken);
        }

        return planned;
    }

    /// <summary>Not about an upgrade that another update has led to already: its plan is out.</summary>
    private async Task<UpdatePlan> AdviseAsync(UpdatePlan planned, CancellationToken cancellationToken)
    {
        Dictionary<Guid, IReadOnlyList<ReleaseNote>> news = [];
        foreach (var (id, notes) in planned.Notes)
        {
            if (await plans.FindAsync(id, cancellationToken) is null)
            {
                news.Add(id, notes);
            }
        }

        return await advisor.AdviseAsync(planned with { Notes = news }, cancellationToken);
    }

    private async Task<bool> HasEndedAsync(IReadOnlyList<UpgradePlanned> plans, CancellationToken cancellationToken)
    {
        foreach (var made in plans)
        {
            if (await outcomes.HasEndedAsync(made.UpgradeId, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> DecideAsync(StateTransaction t, UpdateRow row, UpdateDetected message, UpdatePlan own, IReadOnlyList<Guid> beside, DateTimeOffset began)
    {
        var (planned, joined) = await JoinedAsync(t, row, own);
        var decision = UpdateDecision.Of(message, [.. joined, .. planned.Plans], planned.Skips);
        if (await UpdateRows.DecideAsync(t, row, decision.ToJson()) == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        List<UpgradePlanned> stored = [];
        foreach (var made in planned.Plans)
        {
            var isNew = await PlanRows.InsertAsync(t, made, message.Force);
            foreach (var update in isNew ? made.UpdateIds : [message.UpdateId!.Value])
            {
                // Of another upgrade of the stack since: what was gathered does not hold any more.
                if (!await JoinRows.JoinAsync(t, update, made) && isNew)
                {
                    throw new RowChangedException(Table, row.Id);
                }
            }

            if (isNew)
            {
                stored.Add(made);
                Planned.WithLabels($"{made.Risk}").Inc();
                t.AfterCommit(() => Trace(made, began));
                Log.Planned(log, made.Stack, message.Image, message.Tag, made.Risk, made.Steps.Count);
            }
        }

        foreach (var skip in planned.Skips)
        {
            Skipped.WithLabels($"{skip.Reason}").Inc();
            Log.Skipped(log, message.Image, message.Tag, skip.Stack ?? "every stack", skip.Reason, skip.Detail);
            if (SecondChance.IsFor(skip))
            {
                await grant.AfterAsync(t, skip, message.Digest, message.Attempt, message.Force);
            }
        }

        foreach (var update in beside)
        {
            await UpdateRows.WakeAsync(t, update.ToString(), time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        decision.Publish(t, stored);
        return true;
    }

    /// <summary>The work was the update's; what came of it is the first that there is to see of the upgrade.</summary>
    private void Trace(UpgradePlanned made, DateTimeOffset began)
    {
        if (UpgradeTrace.IsOn && TraceSubject.Of(made) is { } subject)
        {
            subject = subject with { Tags = [.. subject.Tags, new("upgrades.risk", made.Risk.ToString()), new("upgrades.steps", made.Steps.Count)] };
            UpgradeTrace.Stage(AnalyzerService.Name, "plan", subject, time, began, time.GetUtcNow());
        }
    }

    /// <summary>A stack for which another update's turn has made the plan is left to that, whatever it looks like since.</summary>
    private static async Task<(UpdatePlan Own, IReadOnlyList<UpgradePlanned> Joined)> JoinedAsync(StateTransaction t, UpdateRow row, UpdatePlan own)
    {
        List<UpgradePlanned> joined = [];
        foreach (var upgrade in (await JoinRows.OfUpdateAsync(t, row.Id)).Values)
        {
            if (await PlanRows.FindAsync(t, upgrade) is { } stored)
            {
                joined.Add(stored.Plan);
            }
        }

        bool IsOwn(string? stack) => joined.Count == 0 || (stack is not null && joined.TrueForAll(j => j.Stack != stack));
        return (new UpdatePlan { Plans = [.. own.Plans.Where(p => IsOwn(p.Stack))], Skips = [.. own.Skips.Where(s => IsOwn(s.Stack))] }, joined);
    }

    private static UpdateRequest Request(UpdateDetected message) => new()
    {
        Image = ImageReference.Parse(message.Image),
        Tag = message.Tag,
        Digest = message.Digest,
        Status = message.Status,
        Namespace = message.Namespace,
        Force = message.Force,
        Attempt = message.Attempt,
        UpdateIds = [message.UpdateId!.Value],
    };
}
