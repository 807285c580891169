using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using Upgrades.Verifier.Http;
using Upgrades.Verifier.Monitors;

namespace Upgrades.Verifier.Watching;

/// <summary>One look at everything, while an upgrade that is rolled out is watched for its window.</summary>
internal sealed class WindowWatch(
    SharedReadings cluster, FrontDoors frontDoors, HttpProbe http, UptimeKumaClient monitors, QueryProbe queries, VerifierOptions options, TimeProvider time)
{
    public async Task<Move> LookAsync(Verification v, CancellationToken cancellationToken)
    {
        var selection = Selection.Of(await cluster.ReadAsync(v.Message.Namespaces, SeenAt(v), cancellationToken), v.Message);
        var progress = v.Progress with
        {
            Urls = v.Progress.Urls ?? await frontDoors.UrlsAsync(v.Message.Checks, v.Message.Namespaces, selection, cancellationToken),
        };
        var answers = await http.AskAsync(progress.Urls, cancellationToken);
        var look = new WindowLook(
            v.Message,
            selection,
            v.Baseline,
            answers,
            MonitorMatch.Of(await monitors.ReadAsync(cancellationToken), v.Message.Checks.Monitors, progress.Urls),
            time.GetUtcNow(),
            v.WasBlind) { Queries = await queries.AskAsync(v.Message.Checks, cancellationToken) };
        return WindowJudgement.Judge(look, progress, options);
    }

    /// <summary>The last look; null for the first one, and for the one that may end the window: they see the moment itself.</summary>
    private DateTimeOffset? SeenAt(Verification v) =>
        v.Progress.LastLook is { } last && v.Progress.Observed + (time.GetUtcNow() - last) < v.Message.Window ? last : null;
}
