namespace Upgrades.Sandbox.World;

/// <summary>What CI makes of a commit.</summary>
public enum CommitFate
{
    /// <summary>Green, and what changed is rolled out.</summary>
    Applied,

    /// <summary>The apply step fails; nothing is rolled out.</summary>
    Red,

    /// <summary>Applied, while another workflow of the pipeline fails.</summary>
    UnrelatedWorkflowRed,

    /// <summary>Green, and nothing was done.</summary>
    GreenButNothingApplied,

    /// <summary>The forge's webhook was lost; a manual trigger applies it.</summary>
    NoPipeline,

    /// <summary>The next pipeline cancels this one and applies both.</summary>
    SupersededByNext,

    /// <summary>Applied, after half an hour in the queue.</summary>
    Slow,

    /// <summary>No agent takes the pipeline for three hours.</summary>
    NeverStarts,

    /// <summary>A person stops the pipeline before anything is rolled out.</summary>
    Stopped,

    /// <summary>A person does not approve the pipeline.</summary>
    Declined,

    /// <summary>The pipeline's configuration cannot be read.</summary>
    Unreadable,

    /// <summary>Applied, and the workflow is red all the same: another stack of its own failed.</summary>
    AppliedButRed,

    /// <summary>The apply step fails, nothing is rolled out, and the workflow is green all the same.</summary>
    FailedButGreen,
}
