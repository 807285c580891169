namespace Upgrades.Repository;

/// <summary>What is to be done at the remote.</summary>
public enum RemoteRight
{
    Read,
    Push,
}

/// <summary>What became of asking the remote whether we may, without changing anything there.</summary>
public sealed record RemoteCheck
{
    /// <summary>Head of the branch there; null when it is not known, or not there.</summary>
    public string? Head { get; init; }

    /// <summary>Why it would not work now; null: we are let in.</summary>
    public string? Trouble { get; init; }

    /// <summary>What to do about the trouble, with the setting's name.</summary>
    public string? Advice { get; init; }
}
