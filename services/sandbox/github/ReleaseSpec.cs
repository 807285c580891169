namespace Upgrades.Sandbox.GitHub;

/// <summary>
/// A release to be. A draft is listed only for whoever may push. An empty <paramref name="Body"/> is served as null, as for a release made
/// without words.
/// </summary>
/// <param name="Body">Markdown; served with CRLF line ends, as text typed into the web form is.</param>
public sealed record ReleaseSpec(string Tag, string Body, bool Prerelease = false, bool Draft = false, string? Name = null);
