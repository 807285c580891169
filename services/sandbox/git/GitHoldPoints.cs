namespace Upgrades.Sandbox.Git;

/// <summary>Switches that stand for a server in trouble; they work on requests that come after they were set.</summary>
public sealed class GitHoldPoints
{
    /// <summary>Awaited before a push is handed to git; the argument is the repository. Somebody else can commit meanwhile.</summary>
    public Func<string, Task>? BeforePush { get; set; }

    /// <summary>Awaited when git has taken a push and the client has not yet been told.</summary>
    public Func<string, Task>? AfterPush { get; set; }

    /// <summary>A pre-receive hook says this and refuses; null: accepts.</summary>
    public string? RefusePushes { get; set; }

    /// <summary>Every request gets this status and no git.</summary>
    public int? AnswerStatus { get; set; }
}
