using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Releases;

/// <summary>What a project wrote about one release. Untrusted text, in Markdown.</summary>
/// <param name="Name">As the project calls it: the git tag, or the changelog's heading.</param>
/// <param name="Text">May be empty: a release without words.</param>
/// <param name="Url">Where a person reads it; null when there is no such place.</param>
internal sealed record ReleaseNote(string Name, ReleaseVersion Version, string Text, string? Url);

/// <summary>The notes on the way from a version to a version, oldest first.</summary>
/// <param name="Missing">Why there are none, or what could not be read; null when everything was.</param>
internal sealed record ReleaseNotes(IReadOnlyList<ReleaseNote> Notes, string? Missing)
{
    /// <summary>Is there anything that the risk can be judged by?</summary>
    public bool Known => Missing is null;

    /// <summary>Where they were looked for; empty: nobody knew where.</summary>
    public IReadOnlyList<NotesSource> Sources { get; init; } = [];

    public static ReleaseNotes None(string why) => new([], why);
}
