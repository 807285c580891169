namespace Upgrades.Analyzer.Assessment;

/// <summary>A line that warns.</summary>
/// <param name="Rule">A keyword, or one of <see cref="NoteRules"/>.</param>
/// <param name="Names">Configuration that it names.</param>
internal sealed record NoteWarning(string Rule, string Line, IReadOnlyList<string> Names);

/// <summary>A keyword that does not count.</summary>
internal sealed record NoteAside(string Rule, string Line, string Why);

/// <summary>What one note says; each list is bounded.</summary>
/// <param name="Highlights">News in its own words, for who reads a summary.</param>
internal sealed record NoteReading(IReadOnlyList<NoteWarning> Warnings, IReadOnlyList<NoteAside> Asides, IReadOnlyList<string> Highlights);

/// <summary>Why a line warns without a keyword of the operator's.</summary>
internal static class NoteRules
{
    /// <summary>It stands below "Breaking changes".</summary>
    public const string Breaking = "breaking-section";

    /// <summary>It stands below "Upgrade notes" and asks for something.</summary>
    public const string Upgrade = "upgrade-section";

    /// <summary><c>feat!:</c> or <c>BREAKING CHANGE:</c> (conventionalcommits.org, 1.0.0, points 11 to 13).</summary>
    public const string Commit = "conventional-commit";

    /// <summary><see cref="ActionPhrases"/>.</summary>
    public const string Action = "action";
}
