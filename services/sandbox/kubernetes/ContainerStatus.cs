namespace Upgrades.Sandbox.Kubernetes;

internal abstract record ContainerState
{
    private ContainerState()
    {
    }

    public sealed record Waiting(string Reason, string? Message = null) : ContainerState;

    public sealed record Running(DateTimeOffset StartedAt) : ContainerState;

    public sealed record Terminated(string Reason, int ExitCode, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string? Message = null) : ContainerState;
}

/// <summary>One container at one instant.</summary>
/// <param name="Last">How the run before this one ended.</param>
internal sealed record ContainerStatus(ContainerState State, ContainerState.Terminated? Last, int Restarts, bool Ready)
{
    public bool HasStarted => State is not ContainerState.Waiting || Last is not null;

    public bool Succeeded => State is ContainerState.Terminated { ExitCode: 0 };
}
