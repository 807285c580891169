using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.GitHub;

/// <param name="Package">What is affected, as the maintainers call it; empty: the project as such.</param>
/// <param name="Range">Free text.</param>
/// <param name="Patched">Free text; may be empty.</param>
public sealed record AffectedSpec(string Package, string Range, string Patched = "");

/// <summary>An advisory that a repository has published, as the interface lists it (<c>reference/github.md</c>, "Security advisories").</summary>
/// <param name="Ghsa"><c>GHSA-xxxx-xxxx-xxxx</c>.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c>, <c>high</c>, <c>critical</c>, or null.</param>
public sealed record AdvisorySpec(string Ghsa, string? Severity, string Summary, params IReadOnlyList<AffectedSpec> Affected)
{
    public string? Cve { get; init; }

    public bool IsWithdrawn { get; init; }

    internal JsonObject ToJson(string repository) => new()
    {
        ["ghsa_id"] = Ghsa,
        ["cve_id"] = Cve,
        ["url"] = $"https://api.github.com/repos/{repository}/security-advisories/{Ghsa}",
        ["html_url"] = $"https://github.com/{repository}/security/advisories/{Ghsa}",
        ["summary"] = Summary,
        ["description"] = $"{Summary}\r\n\r\nMore about it.",
        ["severity"] = Severity,
        ["author"] = null,
        ["identifiers"] = new JsonArray([.. ((string?[])[Ghsa, Cve]).OfType<string>()
            .Select(id => new JsonObject { ["type"] = id.StartsWith("CVE", StringComparison.Ordinal) ? "CVE" : "GHSA", ["value"] = id })]),
        ["state"] = "published",
        ["published_at"] = "2026-02-01T10:00:00Z",
        ["withdrawn_at"] = IsWithdrawn ? "2026-03-01T10:00:00Z" : null,
        ["vulnerabilities"] = new JsonArray([.. Affected.Select(a => new JsonObject
        {
            ["package"] = new JsonObject { ["ecosystem"] = "other", ["name"] = a.Package },
            ["vulnerable_version_range"] = a.Range,
            ["patched_versions"] = a.Patched,
            ["vulnerable_functions"] = new JsonArray(),
        })]),
        ["cvss"] = null,
        ["cwes"] = new JsonArray(),
    };
}
