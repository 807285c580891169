using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>Something is wrong with a container.</summary>
/// <param name="Reason">As Kubernetes spells it; <c>OOMKilled</c> wins over the back-off that follows.</param>
/// <param name="MayHeal">One look is not enough to tell.</param>
/// <param name="Crashed">It ran and ended: the log before the present one tells why.</param>
internal sealed record ContainerTrouble(string Reason, string Words, bool MayHeal = false, bool Crashed = false, int? ExitCode = null, string? Message = null)
{
    public const string OutOfMemory = "OOMKilled";

    private const string CrashLoop = "CrashLoopBackOff";
    private const string ImagePull = "ImagePullBackOff";
    private static readonly HashSet<string> PullReasons = ["ErrImagePull", ImagePull, "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed"];
    private static readonly HashSet<string> FatalReasons = [ImagePull, "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "SignatureValidationFailed"];
    private static readonly HashSet<string> OtherReasons = ["ErrImagePull", "ImageInspectError", "RegistryUnavailable", "CreateContainerError", "RunContainerError"];

    public bool IsPull => IsPullReason(Reason);

    public static bool IsPullReason(string? reason) => reason is not null && PullReasons.Contains(reason);

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

        if (container.WaitingReason == CrashLoop)
        {
            return Crash(last, CrashLoop, $"keeps crashing ({container.Restarts} restarts)");
        }

        if (container.WaitingReason is { } reason && (FatalReasons.Contains(reason) || OtherReasons.Contains(reason)))
        {
            return new ContainerTrouble(reason, $"cannot start: {reason}", MayHeal: OtherReasons.Contains(reason), Message: container.WaitingMessage);
        }

        return grown >= 2 && last is { ExitCode: not 0 } ? Crash(last, last.Reason ?? "Error", $"crashed {grown} times") : null;
    }

    /// <summary>While a window is watched, a single restart is one too many.</summary>
    public static ContainerTrouble? InWindow(ContainerView container, int restartsBefore)
    {
        if (Of(container, restartsBefore) is { } trouble)
        {
            return trouble;
        }

        var last = container.Ended ?? container.EndedBefore;
        return container.Restarts > restartsBefore ? Crash(last, last?.Reason ?? "Restarted", "restarted while it was watched") : null;
    }

    private static ContainerTrouble Crash(Ending? last, string reason, string words) => new(
        reason, last is null ? words : $"{words}, exit code {last.ExitCode}", Crashed: true, ExitCode: last?.ExitCode);
}
