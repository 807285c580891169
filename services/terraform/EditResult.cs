namespace Upgrades.Terraform;

/// <summary>What became of edits at a head that may be newer than the one they were planned on.</summary>
public abstract record EditResult
{
    private EditResult()
    {
    }

    /// <summary>The files that changed, whole.</summary>
    public sealed record Edited(IReadOnlyList<SourceFile> Files) : EditResult;

    /// <summary>Every site holds the new text already.</summary>
    public sealed record AlreadyDone : EditResult;

    /// <summary>A site holds neither the old nor the new text: somebody else took it elsewhere.</summary>
    public sealed record Outdated(string Site, string Found) : EditResult;

    public sealed record NotFound(string Site) : EditResult;

    /// <summary>The edits would do something else than they say.</summary>
    public sealed record Refused(string Message) : EditResult;
}
