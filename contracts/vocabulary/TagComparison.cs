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

/// <summary>Compares tags of the same shape only: a wrong guess here is a downgrade of somebody's data.</summary>
public static class TagComparison
{
    /// <summary>How <paramref name="candidate"/> stands to <paramref name="current"/>.</summary>
    public static TagOrder Compare(string current, string candidate)
    {
        if (current == candidate)
        {
            return TagOrder.Same;
        }

        if (!TagVersion.TryParse(current, out var from) || !TagVersion.TryParse(candidate, out var to) || from.Shape != to.Shape)
        {
            return TagOrder.Incomparable;
        }

        return to.CompareTo(from) switch
        {
            > 0 => TagOrder.Newer,
            < 0 => TagOrder.Older,
            _ => TagOrder.Same,
        };
    }

    /// <summary>Does the tag name a version before its release? Floating tags and hashes do not.</summary>
    public static bool IsPrerelease(string tag) => TagVersion.TryParse(tag, out var version) && version.Prerelease is not null;

    /// <summary>Can the tag point to another version tomorrow (<c>latest</c>, <c>16</c>, <c>stable-alpine</c>), or does it name none at all?</summary>
    public static bool IsFloating(string tag) => !TagVersion.TryParse(tag, out _);

    /// <summary><c>4.10.0</c> of <c>4.10.0-r1</c>, <c>0.8.12</c> of <c>v0.8.12</c>; null where there is none.</summary>
    public static string? Core(string tag) => TagVersion.TryParse(tag, out var version) ? version.Core : null;

    /// <summary>The newest release among <paramref name="candidates"/> that is comparable to <paramref name="current"/> and newer; null when none is.</summary>
    public static string? Newest(string current, IEnumerable<string> candidates) => candidates
        .Where(c => !IsPrerelease(c) && Compare(current, c) == TagOrder.Newer)
        .Aggregate((string?)null, (best, c) => best is null || Compare(best, c) == TagOrder.Newer ? c : best);
}
