namespace Upgrades.Verifier.Ci;

/// <summary>A pipeline of Woodpecker, whichever major version tells it. A list has no workflows.</summary>
internal sealed record Pipeline
{
    public required int Number { get; init; }
    public string Event { get; init; } = "";
    /// <summary>Of the worst of its workflows: never a verdict.</summary>
    public string Status { get; init; } = "";
    public string Commit { get; init; } = "";
    public string Branch { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public int? SupersededBy { get; init; }
    /// <summary>Without warnings.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
    public IReadOnlyList<Workflow> Workflows { get; init; } = [];

    /// <summary>Nothing of it goes on or waits for anybody (reference/woodpecker.md "States").</summary>
    public bool HasEnded => Status is not ("pending" or "running" or "created" or "blocked");

    /// <summary>Ended from outside, not by what it did.</summary>
    public bool WasStopped => Status is "killed" or "canceled";
}

/// <param name="Name">File stem: <c>default</c>.</param>
internal sealed record Workflow(string Name, string State, string? Error, IReadOnlyList<PipelineStep> Steps);

internal sealed record PipelineStep(long Id, string Name, string State, int ExitCode, string? Error);
