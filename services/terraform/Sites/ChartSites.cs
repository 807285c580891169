using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>The chart version of a <c>helm_release</c>.</summary>
internal static partial class ChartSites
{
    public static ChartSite Of(ResourceScope resource)
    {
        var chart = Read(resource, "chart");
        var archive = chart.Text is { } address && Archive().Match(address.Text) is { Success: true } match ? match.Groups["version"] : null;
        var version = archive is not null ? (Text: new ResolvedText(chart.Text!.Slice(archive.Index, archive.Index + archive.Length)), Why: null) : Read(resource, "version");
        var handsOff = HandsOff.Reason(resource, archive is not null ? "chart" : "version", index: 0);
        var (status, reason) = Judge(chart, archive is not null || resource.Body["version"] is not null, version, handsOff);
        var at = Spot(resource, "version") ?? Spot(resource, "chart") ?? resource.Spot;
        var place = version.Text is { } text ? SitePlace.Of(text.Pieces, at, SiteVia.Literal) : SitePlace.Of(version.Why?.At ?? at, SiteVia.Literal);
        var (repository, name) = Split(chart.Text?.Text, resource.TextOf(resource.Body, "repository"), archive?.Index);
        return new ChartSite
        {
            Release = resource.TextOf(resource.Body, "name") ?? resource.Address,
            Chart = name ?? "?",
            Repository = repository,
            Version = version.Text?.Text,
            Namespace = resource.TextOf(resource.Body, "namespace"),
            Status = status,
            Via = place.Via,
            File = place.File,
            Line = place.Line,
            Column = place.Column,
            Resource = resource.Address,
            Site = place.Site,
            LiteralText = place.LiteralText,
            Reason = reason,
            // An archive's address names its version as often as it likes.
            Slices = archive is null ? version.Text is { } whole ? [whole.Pieces] : []
                : [.. Occurrences(chart.Text!.Text, archive.Value).Select(i => chart.Text.Slice(i, i + archive.Length))],
        };
    }

    private static (ResolvedText? Text, UnknownValue? Why) Read(ResourceScope resource, string attribute) => resource.ValueOf(attribute) switch
    {
        null or NullValue => (null, null),
        TextValue { Text.Hole: { } hole } => (null, hole),
        TextValue { Text.Text.Length: 0 } => (null, null),
        TextValue text => (text.Text, null),
        var value => (null, value as UnknownValue ?? new UnknownValue("is not a text", Spot(resource, attribute) ?? resource.Spot)),
    };

    private static Spot? Spot(ResourceScope resource, string attribute) => resource.Body[attribute] is { } value ? resource.Term(value).Spot : null;

    private static (SiteStatus Status, string? Reason) Judge(
        (ResolvedText? Text, UnknownValue? Why) chart, bool hasVersion, (ResolvedText? Text, UnknownValue? Why) version, string? handsOff) => (chart.Text, version.Text) switch
        {
            (null, _) => (SiteStatus.Unresolved, $"the chart's name cannot be worked out: {chart.Why?.Reason ?? "there is none"}"),
            ({ Text: ['.' or '/', ..] }, _) => (SiteStatus.Unresolved, "the chart lies in the repository itself and has no published version"),
            (_, null) when version.Why is not null => (SiteStatus.Unresolved, version.Why.Reason),
            (_, null) => (SiteStatus.Untagged, hasVersion ? "the version is null: Helm takes the newest at each apply" : "without a version Helm takes the newest at each apply"),
            _ when handsOff is not null => (SiteStatus.Ignored, handsOff),
            // Build metadata is no part of a tag, but of a chart's version (SemVer 2, §10).
            _ when TagComparison.IsFloating(version.Text.Text.Replace('+', '_')) => (SiteStatus.Floating, null),
            _ => (SiteStatus.Pinned, null),
        };

    /// <summary>A chart may be given with its repository: <c>oci://host/path/name</c>, <c>https://host/path/name-1.2.3.tgz</c>.</summary>
    private static (string? Repository, string? Chart) Split(string? chart, string? repository, int? version)
    {
        if (chart is null || (version is null && !chart.StartsWith("oci://", StringComparison.Ordinal)))
        {
            return (repository, chart);
        }

        var slash = chart.LastIndexOf('/');
        var name = version is { } at ? chart[(slash + 1)..Math.Max(slash + 1, at - 1)] : chart[(slash + 1)..];
        return (repository ?? chart[..Math.Max(slash, 0)], name);
    }

    private static IEnumerable<int> Occurrences(string text, string version)
    {
        for (var at = text.IndexOf(version, StringComparison.Ordinal); at >= 0; at = text.IndexOf(version, at + version.Length, StringComparison.Ordinal))
        {
            yield return at;
        }
    }

    [GeneratedRegex(@"\A[a-z]+://.*/[A-Za-z0-9_.-]*?-(?<version>v?[0-9]+\.[0-9]+\.[0-9]+[A-Za-z0-9.+-]*)\.(tgz|tar\.gz)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Archive();
}
