namespace Upgrades.Repository;

/// <summary>What became of a push, as the remote branch says when it is read again.</summary>
public abstract record PushResult
{
    private PushResult()
    {
    }

    /// <summary>The remote branch contains the commit. <paramref name="Head"/> may already be somebody's later commit.</summary>
    public sealed record Pushed(string Head) : PushResult;

    /// <summary>Somebody else was first: make the edit again on <paramref name="NewHead"/>.</summary>
    public sealed record HeadMoved(string NewHead) : PushResult;

    /// <summary>The server said no, in its own words (hook, protected branch).</summary>
    public sealed record Refused(string Message) : PushResult;
}
