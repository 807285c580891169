using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline.Faults;

/// <summary>The labelled faults. The labels were written before anything was tuned to them (DESIGN §6.5).</summary>
internal static class FaultSet
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Fault> All { get; } = [.. OfTheVersion, .. OfTheSurroundings, .. OfNobody];

    private static IReadOnlyList<Fault> OfTheVersion =>
    [
        Bad("it crashes at start", new ImageBehaviour.CrashLoop(1, ["panic: cannot open config"])),
        Bad("it crashes for an unknown option", new ImageBehaviour.CrashLoop(78, ["fatal: unknown option WEB_ROOT"])),
        Bad("it is killed by a segmentation fault", new ImageBehaviour.CrashLoop(139, ["Segmentation fault"])),
        Bad("it ends by itself without an error", new ImageBehaviour.CrashLoop(0, ["nothing to do"])),
        Bad("it crashes half a minute after it was ready", new ImageBehaviour.CrashLoop(2, ["out of file handles"]) { RunsFor = TimeSpan.FromSeconds(35) }),
        Bad("it crashes in the second half of the window", new ImageBehaviour.CrashLoop(2, ["deadlock"]) { RunsFor = TimeSpan.FromSeconds(90) }),
        Bad("it crashes at start, as a StatefulSet", new ImageBehaviour.CrashLoop(1, ["cannot read data"])) with { Kind = WorkloadKind.StatefulSet },
        Bad("it crashes at start, as a DaemonSet", new ImageBehaviour.CrashLoop(1, ["cannot open device"])) with { Kind = WorkloadKind.DaemonSet },
        Bad("it crashes while the old pods still serve", new ImageBehaviour.CrashLoop(1, ["cannot open config"])) with { Rolls = true },
        Bad("it needs far more memory than it has", new ImageBehaviour.OutOfMemory(8L << 30)),
        Bad("it needs far more memory while the old pods still serve", new ImageBehaviour.OutOfMemory(8L << 30)) with { Rolls = true },
        Bad("it never gets ready", new ImageBehaviour.NeverReady()),
        Bad("it never gets ready, as a StatefulSet", new ImageBehaviour.NeverReady()) with { Kind = WorkloadKind.StatefulSet },
        Bad("it never gets ready while the old pods still serve", new ImageBehaviour.NeverReady()) with { Rolls = true },
        Bad("it takes forty minutes to get ready", new ImageBehaviour.Healthy(TimeSpan.FromMinutes(40))),
        Bad("it answers 500", new ImageBehaviour.AnswersHttp(500)),
        Bad("it answers 503", new ImageBehaviour.AnswersHttp(503)),
        Bad("it answers 404 where there was a page", new ImageBehaviour.AnswersHttp(404)),
        Bad("it answers 403 where there was a page", new ImageBehaviour.AnswersHttp(403)),
        Bad("it answers 500, as a StatefulSet", new ImageBehaviour.AnswersHttp(500)) with { Kind = WorkloadKind.StatefulSet },
        Bad("its manifest is unknown to the registry", new ImageBehaviour.ImageMissing()),
        Bad("it is not there for this platform", new ImageBehaviour.ImageMissing { Error = "no match for platform in manifest: not found" }),
        Bad("its entrypoint is gone", new ImageBehaviour.CannotStart("exec: \"/run.sh\": stat /run.sh: no such file or directory: unknown")),
        Bad("its program is for another processor", new ImageBehaviour.CannotStart("exec /usr/bin/app: exec format error")),
        Bad("its liveness probe fails again and again", new ImageBehaviour.FailsLiveness(TimeSpan.FromSeconds(40))),
        Bad("it migrates the database and crashes", new ImageBehaviour.MigratesDatabase(new ImageBehaviour.CrashLoop(1, ["fatal: DATABASE_URL has another form now"]))),
        Bad("it migrates the database and answers 500", new ImageBehaviour.MigratesDatabase(new ImageBehaviour.AnswersHttp(500))),
        Bad("the front door answers 200 while it crashes", new ImageBehaviour.CrashLoop(1, ["panic"])) with { FrontDoor = (_, _) => 200 },
    ];

    private static IReadOnlyList<Fault> OfTheSurroundings =>
    [
        Outside(FailureCause.Ci, "CI is red and applies nothing", CommitFate.Red),
        Outside(FailureCause.Ci, "CI is green and applies nothing", CommitFate.GreenButNothingApplied),
        Outside(FailureCause.Ci, "CI is green though its apply failed", CommitFate.FailedButGreen),
        Outside(FailureCause.Ci, "no agent ever takes the pipeline", CommitFate.NeverStarts),
        Outside(FailureCause.Ci, "a person stops the pipeline", CommitFate.Stopped),
        Outside(FailureCause.Ci, "a person declines the pipeline", CommitFate.Declined),
        Outside(FailureCause.Ci, "the pipeline's configuration cannot be read", CommitFate.Unreadable),
        Outside(FailureCause.Registry, "the registry answers 500", new ImageBehaviour.ImageMissing { Error = "unexpected status from HEAD request: 500 Internal Server Error" }),
        Outside(FailureCause.Registry, "the registry limits the rate", new ImageBehaviour.ImageMissing { Error = "toomanyrequests: You have reached your pull rate limit" }),
        Outside(FailureCause.Registry, "the registry does not let the cluster in", new ImageBehaviour.ImageMissing { Error = "failed to authorize: unexpected status: 401 Unauthorized" }),
        Outside(FailureCause.Registry, "the registry does not answer", new ImageBehaviour.ImageMissing { Error = "dial tcp 10.0.0.9:443: i/o timeout" }),
        Outside(FailureCause.Registry, "the registry's certificate has expired", new ImageBehaviour.ImageMissing { Error = "tls: failed to verify certificate: x509: certificate has expired" }),
        Outside(FailureCause.Cluster, "no node has room for the pod", new ImageBehaviour.Unschedulable()),
        Outside(FailureCause.Cluster, "the namespace's quota is used up", new ImageBehaviour.QuotaExceeded()),
        Outside(FailureCause.Cluster, "an admission webhook denies the pod", new ImageBehaviour.QuotaExceeded("admission webhook \"policy.example.org\" denied the request: image is not signed")),
        Outside(FailureCause.Cluster, "the volume is still attached elsewhere", new ImageBehaviour.VolumeStuck()),
        Outside(FailureCause.Cluster, "the volume cannot be mounted", new ImageBehaviour.VolumeStuck("MountVolume.SetUp failed for volume \"data\": mount failed: exit status 32") { Reason = "FailedMount" }),
        Outside(FailureCause.Cluster, "a secret is gone", new ImageBehaviour.ConfigMissing()),
        Outside(FailureCause.Cluster, "its node evicts it and no other has room", new ImageBehaviour.Evicted(TimeSpan.FromSeconds(40), new ImageBehaviour.Unschedulable())),
    ];

    private static IReadOnlyList<Fault> OfNobody =>
    [
        Good("another workflow is red") with { Fate = CommitFate.UnrelatedWorkflowRed },
        Good("another stack of the workflow is red") with { Fate = CommitFate.AppliedButRed },
        Good("no pipeline comes by itself") with { Fate = CommitFate.NoPipeline },
        Good("the pipeline waits half an hour for an agent") with { Fate = CommitFate.Slow },
        Good("a later pipeline takes the place of its own") with { Fate = CommitFate.SupersededByNext },
        Good("it takes eight minutes to get ready") with { Behaves = new ImageBehaviour.Healthy(TimeSpan.FromMinutes(8)) },
        Good("it takes eight minutes to get ready, as a StatefulSet") with { Behaves = new ImageBehaviour.Healthy(TimeSpan.FromMinutes(8)), Kind = WorkloadKind.StatefulSet },
        Good("its node evicts it once") with { Behaves = new ImageBehaviour.Evicted(TimeSpan.FromSeconds(40)) },
        Good("a drain deletes its pods once") with { Meanwhile = (cluster, stack) => cluster.DeletePods(stack, stack) },
        Good("it lacks memory that doubling gives") with { Behaves = new ImageBehaviour.OutOfMemory(768L << 20) },
        Good("the front door asks for a password") with { FrontDoor = (_, _) => 401 },
        Good("the front door leads to a page for signing in") with { FrontDoor = (_, _) => 302 },
        Good("the front door answered 404 before, too") with { FrontDoor = (_, _) => 404 },
        Good("the front door was down before, too") with { FrontDoor = (_, _) => 502 },
        Good("the front door fails twice and recovers") with { FrontDoor = (asked, behind) => asked is 4 or 5 ? 502 : behind },
        Good("the front door fails every third time") with { FrontDoor = (asked, behind) => asked > 1 && asked % 3 == 0 ? 504 : behind },
        Good("it rolls pod by pod") with { Rolls = true },
        Good("nothing at all happens, as a DaemonSet") with { Kind = WorkloadKind.DaemonSet },
    ];

    private static Fault Bad(string name, ImageBehaviour behaves) => new(name, FailureCause.Version) { Behaves = behaves };

    private static Fault Outside(FailureCause cause, string name, ImageBehaviour behaves) => new(name, cause) { Behaves = behaves };

    private static Fault Outside(FailureCause cause, string name, CommitFate fate) => new(name, cause) { Fate = fate };

    private static Fault Good(string name) => new(name, Cause: null) { Behaves = new ImageBehaviour.Healthy(Soon) };
}
