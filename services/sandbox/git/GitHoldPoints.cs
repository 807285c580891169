namespace Upgrades.Sandbox.Git;

/// <summary>Switches for tests: what the server does to the next pushes, from the outside of whoever pushes.</summary>
public sealed class GitHoldPoints
{
    /// <summary>Awaited before a push is handed to git; the argument is the repository.</summary>
    public Func<string, Task>? BeforePush { get; set; }

    /// <summary>A pre-receive hook says this and refuses; null: accepts.</summary>
    public string? RefusePushes { get; set; }

    /// <summary>Every request gets this status and no git.</summary>
    public int? AnswerStatus { get; set; }
}
