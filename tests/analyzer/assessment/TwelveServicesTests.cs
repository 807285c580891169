using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Standalone.Demo;

namespace Upgrades.Tests.Analyzer.Assessment;

/// <summary>The demonstration's services, judged as a careful person who has read their notes would judge them.</summary>
public sealed class TwelveServicesTests
{
    [Theory]
    [InlineData("audiobookshelf")]
    [InlineData("phpipam")]
    [InlineData("linkwarden")]
    public void nothing_in_the_notes_speaks_against(string stack)
    {
        var risk = Judge(stack);

        risk.Reasons.ShouldBeEmpty();
        risk.Risk.ShouldBe(Risk.Safe);
    }

    [Theory]
    [InlineData("owntracks", "major-version", "breaking-section 1.0.0: The HTTP API answers errors with a JSON body. Clients that look at the text must be changed.", "breaking-section 1.0.0: The option OTR_LUASCRIPT is read from the configuration file only.")]
    [InlineData("open-webui", "breaking-section v0.8.0: A database migration moves all chat messages into a table of their own. It can take long; back up first.", "renamed v0.8.6: WEBUI_SESSION_COOKIE was renamed to WEBUI_AUTH_COOKIE")]
    [InlineData("coturn", "removed docker/4.8.0-r1: The option --no-tlsv1_3 has been removed, TLS 1.3 is always offered")]
    [InlineData("shlink", "major-version", "deprecated v4.4.0: Deprecated: The option DISABLE_TRACKING_FROM without a prefix length is deprecated", "removed v5.0.0: Removed: Support for PHP 8.2 has been removed", "removed v5.0.0: Removed: The environment variable REDIRECT_CACHE_LIFETIME has been removed, use REDIRECT_CACHE_LIFETIME_SECONDS", "breaking v5.0.0: BREAKING: visits are stored with their full referrer; a database migration runs at the first start")]
    [InlineData("onlyoffice", "major-version", "breaking-section v9.0.0: Example services are no longer installed with the package", "breaking-section v9.0.0: JWT is on by default: integrations without a secret must set JWT_ENABLED=false")]
    [InlineData("paperless-ngx", "breaking-section v2.18.0: The PAPERLESS_CONSUMER_POLLING_DELAY setting has been removed", "breaking-section v2.20.0: Workflow triggers of the old format are incompatible and are skipped with a warning", "breaking-section v2.20.0: Memory use of the workers grows by about a third")]
    [InlineData("dawarich", "major-version", "action 1.0.0: The containers start by web-entrypoint.sh and sidekiq-entrypoint.sh; the old start command no longer works", "breaking 1.0.0: Breaking: STORE_ENCRYPTION_KEY is required", "database migration 1.0.0: A database migration converts all points to PostGIS geometries and may run for a long time")]
    [InlineData("synapse", "removed v1.131.0: Deprecations and Removals: The unstable /org.matrix.msc3881 endpoints have been removed", "action v1.139.0: This release drops support for Python 3.9.", "breaking v1.139.0: Breaking: enable_metrics moved to the listener's configuration")]
    [InlineData("immich", "always-step")]
    public void these_lines_call_for_caution(string stack, params string[] lines)
    {
        var risk = Judge(stack);

        risk.Risk.ShouldBe(Risk.Caution);
        lines.ShouldBeSubsetOf(risk.Reasons.Select(r => r.Release is null ? r.Rule : $"{r.Rule} {r.Release}: {r.Line}"));
    }

    [Theory]
    [InlineData("audiobookshelf", "breaking v2.33.1: the text denies it")]
    [InlineData("linkwarden", "deprecated v2.12.1: a dependency's version")]
    public void what_was_seen_and_does_not_count_is_said(string stack, string aside) =>
        Judge(stack).SetAside.ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => $"{s.Rule} {s.Release}: {s.Why}".ShouldBe(aside));

    [Fact]
    public void immich_is_safe_by_its_notes() => Judge("immich").Breaking.ShouldBeEmpty();

    private static RiskAssessment Judge(string stack)
    {
        var service = DemoServices.Twelve.Single(s => s.Stack == stack);
        var range = new ReleaseRange(ImageReference.Parse(service.Image), ReleaseTag.Parse(service.From)!, ReleaseTag.Parse(service.To)!);
        var notes = ReleaseSelection.Select(range, [.. service.Releases.Select(r => new ForgeRelease(r.Tag, r.Body, $"https://github.com/{service.Source}/releases/tag/{r.Tag}", false, false))], service.Source!.Split('/')[1]);
        return RiskAssessment.Of(range, notes, new Keywords(Catalog.DefaultKeywords), service.AlwaysSteps);
    }
}
