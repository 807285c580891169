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

namespace Upgrades.Analyzer;

/// <summary>Plans each update once: read the head → plan → ask the advisor, where there is one → store what was decided together with the events that tell it.</summary>
internal sealed class PlanLoop(
    UpdateRows rows, PlanRows plans, QuarantineRows outcomes, PlanOnHead plan, AskAdvisor advisor, GrantSecondChance grant, AnalyzerOptions options, TimeProvider time, ILogger<PlanLoop> log) : IRowLoop
{
    private static readonly Counter Planned = Metrics.CreateCounter("upgrades_analyzer_plans_total", "Plans made, by risk.", "risk");
    private static readonly Counter Skipped = Metrics.CreateCounter("upgrades_analyzer_skips_total", "Stacks that an update does nothing to, by reason.", "reason");

    public string Table => "updates";

    public int Parallelism => options.Parallelism;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { Decision: null } row)
        {
            return;
        }

        var message = JsonSerializer.Deserialize<UpdateDetected>(row.Message, EventJson.Options)!;
        try
        {
            var planned = await AdviseAsync(await PlanAsync(Request(message), cancellationToken), cancellationToken);
            await rows.WriteAsync(t => DecideAsync(t, row, message, planned), cancellationToken);
        }
        catch (RateLimitedException e)
        {
            // The runner keeps this later time, and shows the error in the row.
            await rows.WriteAsync(t => UpdateRows.PostponeAsync(t, Table, id, (time.GetUtcNow() + e.Wait).ToUnixTimeMilliseconds()), cancellationToken);
            throw;
        }
    }

    /// <summary>Second chances count attempts too: what a person forces must not be taken for one that has ended.</summary>
    private async Task<UpdatePlan> PlanAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var planned = await plan.PlanAsync(request, cancellationToken);
        while (request.Force && await HasEndedAsync(planned.Plans, cancellationToken))
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

    private async Task<bool> DecideAsync(StateTransaction t, UpdateRow row, UpdateDetected message, UpdatePlan planned)
    {
        var decision = UpdateDecision.Of(message, planned.Plans, planned.Skips);
        if (await UpdateRows.DecideAsync(t, row, decision.ToJson()) == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        List<UpgradePlanned> stored = [];
        foreach (var made in planned.Plans)
        {
            if (await PlanRows.InsertAsync(t, made, message.Force))
            {
                stored.Add(made);
                Planned.WithLabels($"{made.Risk}").Inc();
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

        decision.Publish(t, stored);
        return true;
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
