using Upgrades.Executor.Decisions;

namespace Upgrades.Executor;

/// <summary>An upgrade as an operator sees it.</summary>
internal sealed record UpgradeView(
    string UpgradeId, string Stack, string From, string To, string State, string Reason, string? LastError, string? Outcome, long Step, int StepCount, string Kind,
    string? Commit, DateTimeOffset ReceivedAt, DateTimeOffset? TurnAt, DateTimeOffset? FinishedAt, DateTimeOffset? DueAt)
{
    public static UpgradeView Of(UpgradeRow row)
    {
        var plan = row.ReadPlan();
        var (first, last) = (StepChange.Forward(plan, 1), StepChange.Forward(plan, plan.Steps.Count));
        return new UpgradeView(
            row.Id, row.Stack, first.From, last.To, row.State, row.Reason, row.LastError, row.Outcome, row.Step, plan.Steps.Count, row.Kind,
            row.CommitSha, At(row.ReceivedAt)!.Value, At(row.TurnAt), At(row.FinishedAt), At(row.DueAt));
    }

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
