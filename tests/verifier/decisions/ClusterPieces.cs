using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

/// <summary>Small clusters for judgements.</summary>
internal static class ClusterPieces
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public static ImageChange Change { get; } = new() { Image = "docker.io/library/nginx", From = "1.26", To = "1.27" };

    public static Workload Workload(string image = "nginx:1.27", string name = "web", RolloutState? rollout = null, int wanted = 1) => new()
    {
        Namespace = "ns",
        Kind = "Deployment",
        Name = name,
        Labels = new Dictionary<string, string> { ["app"] = name },
        PodLabels = new Dictionary<string, string> { ["app"] = name },
        Selects = labels => labels.GetValueOrDefault("app") == name,
        Containers = [new ContainerImage("server", image)],
        Rollout = rollout ?? new RolloutState.Done(),
        WantedPods = wanted,
    };

    public static PodView Pod(string image = "nginx:1.27", string name = "web-1", string app = "web", bool ready = true, ContainerView? container = null) => new()
    {
        Namespace = "ns",
        Name = name,
        Uid = "uid-" + name,
        Labels = new Dictionary<string, string> { ["app"] = app },
        Phase = "Running",
        Ready = ready,
        CreatedAt = Now,
        Containers = [container ?? new ContainerView { Name = "server", Image = image, Ready = ready }],
    };

    public static Selection Select(Workload workload, params PodView[] pods) => Selection.Of(new ClusterState([workload], pods), "web", [Change]);

    public static UpgradeApplied Applied(StepKind kind = StepKind.Upgrade) => new()
    {
        UpgradeId = Guid.Empty,
        Step = 1,
        StepCount = 1,
        Kind = kind,
        CommitSha = new string('a', 40),
        Stack = "web",
        Namespaces = ["ns"],
        Images = [Change],
        Window = TimeSpan.FromMinutes(2),
        Checks = new CheckPlan(),
        Diff = "",
        AppliedAt = Now,
    };

    public static ContainerView Crashing(string image = "nginx:1.27", string reason = "Error", int restarts = 3) => new()
    {
        Name = "server",
        Image = image,
        Restarts = restarts,
        WaitingReason = "CrashLoopBackOff",
        EndedBefore = new Ending(reason, reason == "OOMKilled" ? 137 : 1),
    };
}
