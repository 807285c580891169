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
}
