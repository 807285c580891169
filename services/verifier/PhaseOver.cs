using Prometheus;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier;

/// <summary>What Prometheus and traces are told when CI, the rollout or the window of a commit is over, once that is stored.</summary>
internal static class PhaseOver
{
    private static readonly Histogram Phases = Metrics.CreateHistogram(
        "upgrades_verification_seconds", "How long CI, the rollout and the window of a commit took (domain time).",
        ["phase", "kind"],
        new HistogramConfiguration { Buckets = [5, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400] });

    /// <param name="verdict">Null: another phase follows.</param>
    public static void Tell(StateTransaction t, UpgradeApplied message, Progress before, Progress after, object? verdict)
    {
        if (before.Phase != after.Phase)
        {
            var now = t.Time.GetUtcNow();
            t.AfterCommit(() => Tell(t.Time, message, before, now, after, verdict));
        }
    }

    private static void Tell(TimeProvider time, UpgradeApplied message, Progress before, DateTimeOffset now, Progress after, object? verdict)
    {
        var (name, from) = (before.Phase.ToString().ToLowerInvariant(), before.PhaseSince ?? before.Since);
        Phases.WithLabels(name, message.Kind.ToString()).Observe((now - from).TotalSeconds);
        if (UpgradeTrace.IsOn && TraceSubject.Of(message) is { } subject)
        {
            subject = subject with { Tags = [.. subject.Tags, new("upgrades.commit", message.CommitSha), new("upgrades.pipeline", after.Pipeline), new("upgrades.verdict", verdict?.GetType().Name)] };
            UpgradeTrace.Stage(VerifierService.Name, name, subject, time, from, now, verdict is UpgradeFailed failed ? $"{failed.Check}: {failed.Evidence.Summary}" : null);
        }
    }
}
