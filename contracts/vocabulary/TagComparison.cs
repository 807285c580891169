namespace Upgrades.Contracts.Vocabulary;

/// <summary>How a candidate tag stands to the current one.</summary>
public enum TagOrder
{
    Older,
    Same,
    Newer,
    /// <summary>Another prefix, suffix, number of parts or scheme, a floating tag, or a hash: no order exists.</summary>
    Incomparable,
}

/// <summary>Compares tags of the same shape only.</summary>
public static class TagComparison
{
    /// <summary>How <paramref name="candidate"/> stands to <paramref name="current"/>.</summary>
    public static TagOrder Compare(string current, string candidate) =>
        current == candidate ? TagOrder.Same : TagOrder.Incomparable;
}
