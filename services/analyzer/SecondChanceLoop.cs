using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>
/// Plans what ended for no fault of its version once more, under the next attempt's id. That nothing is left to do is not told: no
/// update waits for it any more.
/// </summary>
internal sealed class SecondChanceLoop(
    SecondChanceRows rows, QuarantineRows quarantine, PlanOnHead plan, GrantSecondChance grant, AnalyzerOptions options, TimeProvider time, ILogger<SecondChanceLoop> log) : IRowLoop
{
    public string Table => "second_chances";

    public int Parallelism => options.Parallelism;

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { DueAt: not null } row)
        {
            return;
        }

        var again = row.ReadAgain();
        try
        {
            var planned = await plan.PlanAsync(again, cancellationToken);
            var failed = await quarantine.VersionsAsync(cancellationToken);
            await rows.WriteAsync(t => DecideAsync(t, row, again, planned, failed), cancellationToken);
        }
        catch (RateLimitedException e)
        {
            await rows.WriteAsync(t => UpdateRows.PostponeAsync(t, Table, id, (time.GetUtcNow() + e.Wait).ToUnixTimeMilliseconds()), cancellationToken);
            throw;
        }
    }

    private async Task<bool> DecideAsync(StateTransaction t, SecondChanceRow row, UpgradeAgain again, UpdatePlan planned, IReadOnlySet<QuarantinedVersion> failed)
    {
        if (await SecondChanceRows.TakeAsync(t, row) == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        var asked = new MovedVersion(row.Image, "", row.Target);
        if (SecondChance.Overtaking(row.Stack, asked, await PlanRows.OfStackAsync(t, row.Stack), failed) is { } newer)
        {
            Log.ChanceDropped(log, row.Stack, row.Image, row.Target, $"{newer} is planned");
        }
        else if (planned.Plans is [var made, ..])
        {
            if (await PlanRows.InsertAsync(t, made, again.Forced))
            {
                t.Publish(made);
                Log.Planned(log, made.Stack, row.Image, row.Target, made.Risk, made.Steps.Count);
            }
            else
            {
                Log.ChanceDropped(log, row.Stack, row.Image, row.Target, $"attempt {again.Attempt} is made already");
            }
        }
        else if (planned.Skips is [{ Reason: SkipReason.TagNotInRegistry } missing, ..])
        {
            await grant.AfterAsync(t, upgrade: null, again, missing.Detail);
        }
        else
        {
            Log.ChanceDropped(log, row.Stack, row.Image, row.Target, planned.Skips is [var skip, ..] ? $"{skip.Reason}, {skip.Detail}" : "it names nothing that can be planned");
        }

        return true;
    }
}
