using System.Text.Json;

namespace Upgrades.Analyzer.Security;

/// <param name="Package">As the maintainers call what is affected; null or empty: the project as such.</param>
/// <param name="Range">Versions with the weakness, as free text.</param>
/// <param name="Patched">Versions without it, as free text; often empty.</param>
internal sealed record AffectedPackage(string? Package, string? Range, string? Patched);

/// <summary>
/// One item of <c>GET /repos/{o}/{r}/security-advisories</c> (<c>reference/github.md</c>, "Security advisories"). Untrusted text in every
/// field.
/// </summary>
/// <param name="Ids">All spellings under which it may be named, GitHub's own first.</param>
/// <param name="Severity"><c>low</c> … <c>critical</c>; null when nobody said.</param>
internal sealed record PublishedAdvisory(
    IReadOnlyList<string> Ids, string? Severity, string? Summary, string? Url, bool IsWithdrawn, IReadOnlyList<AffectedPackage> Affected)
{
    private const int MostAffected = 100;
    private static readonly string[] Severities = ["critical", "high", "medium", "low"];

    /// <summary>The CVE where there is one: that is what people look for.</summary>
    public string Id => Ids.FirstOrDefault(Advisories.IsCve) ?? Ids[0];

    /// <summary>0 for the worst; who is not rated comes last.</summary>
    public static int Rank(string? severity) => Array.IndexOf(Severities, severity) is >= 0 and var rank ? rank : Severities.Length;

    /// <returns>Null when the item is not what the interface promises: the others are still good.</returns>
    public static PublishedAdvisory? Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || Text(item, "state") is { } state && state != "published")
        {
            return null;
        }

        List<string> ids = [.. Given(item).Select(Advisories.Read).OfType<string>().Distinct()];
        return ids.Count == 0 ? null : new PublishedAdvisory(
            ids,
            Text(item, "severity")?.ToLowerInvariant() is { } severity && Severities.Contains(severity) ? severity : null,
            Text(item, "summary"),
            Text(item, "html_url"),
            Text(item, "withdrawn_at") is not null,
            [.. Items(item, "vulnerabilities").Where(v => v.ValueKind == JsonValueKind.Object).Take(MostAffected).Select(Affects)]);
    }

    private static IEnumerable<string?> Given(JsonElement item) =>
        [Text(item, "ghsa_id"), Text(item, "cve_id"), .. Items(item, "identifiers").Where(i => i.ValueKind == JsonValueKind.Object).Select(i => Text(i, "value"))];

    private static AffectedPackage Affects(JsonElement item) => new(
        item.TryGetProperty("package", out var package) && package.ValueKind == JsonValueKind.Object ? Text(package, "name") : null,
        Text(item, "vulnerable_version_range"),
        Text(item, "patched_versions"));

    private static IEnumerable<JsonElement> Items(JsonElement item, string name) =>
        item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
