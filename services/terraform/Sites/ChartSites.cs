using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>The chart version of a <c>helm_release</c>.</summary>
internal static class ChartSites
{
    public static ChartSite Of(ResourceScope resource)
    {
        var chart = resource.TextOf(resource.Body, "chart");
        var version = resource.Body["version"] is { } written ? Evaluator.Resolve(resource.Term(written)) : null;
        var handsOff = HandsOff.Reason(resource, "version", index: 0);
        var (status, reason) = Judge(chart, version, handsOff);
        var place = version?.Text is { Pieces.Count: > 0 } text ? SitePlace.Of(text.Pieces[0])
            : version is not null ? SitePlace.Of(version.At)
            : SitePlace.Of(resource.Term(resource.Body["chart"] ?? resource.Body["name"] ?? new WordExpression("", default)));
        return new ChartSite
        {
            Release = resource.TextOf(resource.Body, "name") ?? resource.Address,
            Chart = chart ?? "?",
            Repository = resource.TextOf(resource.Body, "repository"),
            Version = version?.Text?.Text,
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
            Resolved = version?.Text,
        };
    }

    private static (SiteStatus Status, string? Reason) Judge(string? chart, Resolved? version, string? handsOff) => (chart, version) switch
    {
        (null, _) => (SiteStatus.Unresolved, "the chart's name cannot be worked out"),
        (['.' or '/', ..], _) => (SiteStatus.Unresolved, "the chart lies in the repository itself and has no published version"),
        (_, null) => (SiteStatus.Untagged, "without a version Helm takes the newest at each apply"),
        (_, { Text: null }) => (SiteStatus.Unresolved, version.Reason),
        _ when handsOff is not null => (SiteStatus.Ignored, handsOff),
        _ when TagComparison.IsFloating(version.Text.Text) => (SiteStatus.Floating, null),
        _ => (SiteStatus.Pinned, null),
    };
}
