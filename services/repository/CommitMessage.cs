namespace Upgrades.Repository;

/// <summary>A commit message of ours. Text from outside may be in every part: it is made harmless when rendered.</summary>
/// <param name="Subject">One line; cut at 200 characters.</param>
/// <param name="Body">Lines.</param>
/// <param name="Trailers">Rendered as the last paragraph, by which the commit is found again.</param>
public sealed record CommitMessage(string Subject, IReadOnlyList<string> Body, IReadOnlyList<(string Key, string Value)> Trailers)
{
    public override string ToString() => throw new NotImplementedException();
}
