using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>Something is wrong with a container.</summary>
/// <param name="Reason">As Kubernetes spells it; <c>OOMKilled</c> wins over the back-off that follows.</param>
/// <param name="MayHeal">One look is not enough to tell.</param>
/// <param name="Crashed">It ran and ended: the log before the present one tells why.</param>
internal sealed record ContainerTrouble(string Reason, string Words, bool MayHeal = false, bool Crashed = false, int? ExitCode = null, string? Message = null)
{
    public const string OutOfMemory = "OOMKilled";

    public const string ConfigError = "CreateContainerConfigError";

    private const string CrashLoop = "CrashLoopBackOff";
    private const string ImagePull = "ImagePullBackOff";
    private static readonly HashSet<string> PullReasons = ["ErrImagePull", ImagePull, "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed"];
    private static readonly HashSet<string> FatalReasons = [ImagePull, "InvalidImageName", "ErrImageNeverPull", ConfigError, "SignatureValidationFailed"];
    private static readonly HashSet<string> OtherReasons = ["ErrImagePull", "ImageInspectError", "RegistryUnavailable", "CreateContainerError", "RunContainerError"];

    private static readonly HashSet<string> StartReasons = ["StartError", "ContainerCannotRun", "CreateContainerError", "RunContainerError"];

    public bool IsPull => IsPullReason(Reason);

    public static bool IsPullReason(string? reason) => reason is not null && PullReasons.Contains(reason);

    public static bool IsStartReason(string? reason) => reason is not null && StartReasons.Contains(reason);

    /// <summary>Judges a container's status (reference/kubernetes.md §3).</summary>
    /// <param name="restartsBefore">Its count at the time it is compared with; 0 for a pod that is new since.</param>
    public static ContainerTrouble? Of(ContainerView container, int restartsBefore)
    {
        var last = container.Ended ?? container.EndedBefore;
        var grown = container.Restarts - restartsBefore;
        if (last?.Reason == OutOfMemory && (grown > 0 || container.Ended is not null || container.WaitingReason == CrashLoop))
        {
            return Crash(last, OutOfMemory, "was killed because it needs more memory than its limit");
        }

        if (last is not null && IsStartReason(last.Reason) && (container.Ended is not null || container.WaitingReason is not null))
        {
            return Crash(last, last.Reason!, "cannot be started") with { MayHeal = FailureCauses.OfStart(last.Message) == FailureCause.Cluster, Message = last.Message ?? container.WaitingMessage };
        }

        if (container.WaitingReason == CrashLoop)
        {
            return Crash(last, CrashLoop, $"keeps crashing ({container.Restarts} restarts)");
        }

        if (container.WaitingReason is { } reason && (FatalReasons.Contains(reason) || OtherReasons.Contains(reason)))
        {
            return new ContainerTrouble(reason, $"cannot start: {reason}", MayHeal: OtherReasons.Contains(reason), Message: container.WaitingMessage);
        }

        return grown >= 2 && last is { ExitCode: not 0 } && !PodFate.IsOfNode(last) ? Crash(last, last.Reason ?? "Error", $"crashed {grown} times") : null;
    }

    /// <summary>While a window is watched, a single restart is one too many.</summary>
    public static ContainerTrouble? InWindow(ContainerView container, int restartsBefore)
    {
        if (Of(container, restartsBefore) is { } trouble)
        {
            return trouble;
        }

        var last = container.Ended ?? container.EndedBefore;
        return container.Restarts > restartsBefore && !PodFate.IsOfNode(last) ? Crash(last, last?.Reason ?? "Restarted", "restarted while it was watched") : null;
    }

    private static ContainerTrouble Crash(Ending? last, string reason, string words) => new(
        reason, last is null ? words : $"{words}, exit code {last.ExitCode}{Meaning(last)}", Crashed: true, ExitCode: last?.ExitCode);

    /// <summary>A shell's exit codes 126 and 127, and 128 for a container that never ran: the entrypoint or its surroundings are other ones.</summary>
    private static string Meaning(Ending last) => (last.Reason, last.ExitCode) switch
    {
        (_, 127) => " (a command was not found: the entrypoint or what it calls may have changed)",
        (_, 126) => " (a command cannot be executed: the entrypoint or its permissions may have changed)",
        ("StartError" or "ContainerCannotRun", _) => " (it never ran: the entrypoint, or what the pod mounts into the image, may not fit this version)",
        _ => "",
    };
}
