namespace Upgrades.Sandbox.Woodpecker;

/// <summary>
/// How a workflow ends. <see cref="Error"/> of the default workflow is a pipeline whose configuration could not be read: it has <c>errors</c>,
/// no workflows, and nothing of it runs. <see cref="Killed"/> is a person's doing, and so is <see cref="Declined"/>: the pipeline
/// is blocked until then and never runs.
/// </summary>
public enum WorkflowEnd
{
    Success,
    Failure,
    Killed,
    Error,
    Declined,
}

/// <summary>What a pipeline does, from the moment it is created. Times are domain time.</summary>
public sealed record PipelineScript
{
    /// <summary>Pending for so long.</summary>
    public TimeSpan Queued { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Then running for so long, or until <see cref="OnApply"/> is done when that takes longer.</summary>
    public TimeSpan Runs { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The end of the workflow <c>default</c>, whose steps are clone and apply.</summary>
    public WorkflowEnd Default { get; init; } = WorkflowEnd.Success;

    /// <summary>A second workflow, <c>build-cli</c>, with this end; null: there is none.</summary>
    public WorkflowEnd? Unrelated { get; init; }

    /// <summary>The step apply fails, and the workflow is green all the same, as with <c>failure: ignore</c>.</summary>
    public bool ApplyFailsQuietly { get; init; }

    /// <summary>What the apply step says; read when the log is asked for.</summary>
    public IReadOnlyList<string> ApplyLog { get; init; } = [];

    /// <summary>Called once, when the apply step begins to run; one that throws turns the workflow red, as a script's error does.</summary>
    public Func<Task>? OnApply { get; init; }

    /// <summary>Goes on until the next pipeline is created, and is killed then with <c>cancel_info.superseded_by</c>.</summary>
    public bool SupersededByNext { get; init; }
}

/// <param name="DefaultState">Null while the pipeline has no workflows.</param>
public sealed record SeenPipeline(int Number, string Commit, string Event, string Status, string? DefaultState);
