using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Tracing;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using Upgrades.Verifier.Http;
using Upgrades.Verifier.Monitors;
using Upgrades.Verifier.Watching;

namespace Upgrades.Verifier;

/// <summary>Looks at everything once before an upgrade changes it, and says what is broken already.</summary>
internal sealed class BaselineLoop(
    BaselineRows rows, Readiness readiness, ClusterReader cluster, FrontDoors frontDoors, HttpProbe http, UptimeKumaClient monitors, QueryProbe queries,
    VerifierOptions options, TimeProvider time, ILogger<BaselineLoop> log) : IRowLoop
{
    public string Table => "baselines";

    public int Parallelism => options.Parallelism;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(id, cancellationToken) is not { Snapshot: null } row)
        {
            return;
        }

        if (await readiness.WaitsAsync(row, cancellationToken))
        {
            return;
        }

        var started = row.Started;
        var selection = Selection.Of(await cluster.ReadAsync(started.Namespaces, cancellationToken), started.Stack, started.Images, started.Charts);
        var now = time.GetUtcNow();
        if (selection.Workloads.Any(w => w.Workload.Rollout is RolloutState.Waiting) && now - DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt) < options.SettleTime)
        {
            // A pod that is only just starting must not pass for one that was broken before.
            await rows.WriteAsync(t => BaselineRows.LookAgainAsync(t, row, now + options.Poll), cancellationToken);
            return;
        }

        var urls = await frontDoors.UrlsAsync(started.Checks, started.Namespaces, selection, cancellationToken);
        var answers = await http.AskAsync(urls, cancellationToken);
        var seen = MonitorMatch.Of(await monitors.ReadAsync(cancellationToken), started.Checks.Monitors, urls);
        var baseline = Baseline.Of(selection, answers, seen.Monitors) with { Queries = await queries.AskAsync(started.Checks, cancellationToken) };
        var recorded = new BaselineRecorded
        {
            UpgradeId = started.UpgradeId,
            Stack = started.Stack,
            Problems = baseline.Problems(),
            Blocker = LiveVersion.Blocker(selection, started.NextImages.Count > 0 ? started.NextImages : started.Images),
        };
        await rows.WriteAsync(
            async t =>
            {
                await BaselineRows.RecordAsync(t, row, baseline, recorded);
                t.Publish(recorded);
                return true;
            },
            cancellationToken);
        Log.BaselineRecorded(log, started.Stack, recorded.Problems.Count);
    }
}
