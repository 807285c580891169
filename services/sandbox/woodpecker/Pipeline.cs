namespace Upgrades.Sandbox.Woodpecker;

internal sealed record Step(int Id, int Pid, int ParentPid, string Name, string State, int ExitCode);

internal sealed record Workflow(int Pid, string Name, string State, string? Error, IReadOnlyList<Step> Steps);

internal sealed record Cancellation(string? ByUser = null, int? SupersededBy = null);

/// <summary>A pipeline as it stands; what its workflows and steps show follows from the script and the three times.</summary>
internal sealed record Pipeline
{
    public const string DefaultWorkflow = "default";

    /// <summary>From bad to good, <c>reference/woodpecker.md</c> "States".</summary>
    private static readonly string[] Badness = ["declined", "blocked", "error", "killed", "running", "pending", "failure", "success", "skipped"];

    public required int Number { get; init; }

    public required int Parent { get; init; }

    public required string Event { get; init; }

    public required string Commit { get; init; }

    public required string Branch { get; init; }

    public required string Message { get; init; }

    public required PipelineScript Script { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Cut off on the way, and not by the script.</summary>
    public Cancellation? Cancelled { get; init; }

    public Cancellation? CancelInfo =>
        Cancelled ?? (FinishedAt is not null && Script.Default == WorkflowEnd.Killed ? new Cancellation(ByUser: "somebody") : null);

    /// <summary>What the apply step threw.</summary>
    public string? ApplyError { get; init; }

    public bool IsPending => StartedAt is null && FinishedAt is null;

    public bool IsRunning => StartedAt is not null && FinishedAt is null;

    private bool WaitsForAPerson => Script.Default == WorkflowEnd.Declined;

    private string Waiting => WaitsForAPerson ? "blocked" : "pending";

    public bool IsBroken => Script.Default == WorkflowEnd.Error;

    public string Status => Cancelled is not null ? "killed"
        : IsPending ? Waiting
        : IsBroken ? "error"
        : Workflows.Select(w => w.State).MinBy(state => Array.IndexOf(Badness, state))!;

    public IReadOnlyList<Workflow> Workflows => IsBroken ? []
        : Script.Unrelated is { } unrelated ? [Default(), Of(4, "build-cli", "build", unrelated, null)]
        : [Default()];

    public Pipeline Begin()
    {
        var at = CreatedAt + Script.Queued;
        return IsBroken || WaitsForAPerson ? this with { FinishedAt = at } : this with { StartedAt = at };
    }

    public Pipeline End(DateTimeOffset at) => this with { FinishedAt = at };

    public Pipeline Cancel(Cancellation why, DateTimeOffset at) => this with { FinishedAt = at, Cancelled = why };

    private Workflow Default() => Of(1, DefaultWorkflow, "apply", ApplyError is null ? Script.Default : WorkflowEnd.Failure, ApplyError);

    private Workflow Of(int pid, string name, string work, WorkflowEnd end, string? error)
    {
        var state = Stage(StateOf(end));
        var exitCode = state switch { "failure" or "error" => 1, "killed" => 137, _ => 0 };
        var quietly = name == DefaultWorkflow && state == "success" && Script.ApplyFailsQuietly;
        return new Workflow(pid, name, state, error ?? (state == "error" ? "the agent was lost" : null), [
            new Step(StepId(pid + 1), pid + 1, pid, "clone", StartedAt is null ? state : "success", 0),
            new Step(StepId(pid + 2), pid + 2, pid, work, quietly ? "failure" : state, quietly ? 1 : exitCode),
        ]);
    }

    /// <summary>What was cancelled before it ran counts as skipped.</summary>
    private string Stage(string end) => IsPending ? Waiting
        : IsRunning ? "running"
        : StartedAt is null ? WaitsForAPerson && Cancelled is null ? "declined" : "skipped"
        : Cancelled is not null ? "killed"
        : end;

    private static string StateOf(WorkflowEnd end) => end switch
    {
        WorkflowEnd.Success => "success",
        WorkflowEnd.Failure => "failure",
        WorkflowEnd.Killed => "killed",
        _ => "error",
    };

    /// <summary>An id of its own on the whole server, never equal to the pid.</summary>
    private int StepId(int pid) => 7000 + Number * 10 + pid;
}
