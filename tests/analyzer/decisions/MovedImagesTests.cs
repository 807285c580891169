using System.Text;
using Upgrades.Analyzer;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class MovedImagesTests
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private static readonly Catalog Catalog = CatalogReader.Read("c.json", Encoding.UTF8.GetBytes("""{"skip_image_patterns":["ownorg/*"]}""")).Catalog;
    private static readonly QuarantinedVersion[] Quarantine = [new("app", "docker.io/o/learning", "2.0.0"), new("other", "docker.io/o/app", "2.0.0")];

    [Theory]
    [InlineData("docker.io/o/web", "1.0.0", "2.0.0", null, null)]
    [InlineData("docker.io/o/web", "1.0.0-cuda", "2.0.0-cuda", null, null)]
    [InlineData("docker.io/o/postgres", "1.0.0", "2.0.0", null, SkipReason.ForbiddenImage)]
    [InlineData("docker.io/ownorg/x", "1.0.0", "2.0.0", null, SkipReason.SkipPattern)]
    [InlineData("docker.io/o/web", "1.0.0", "2.0.0", Digest, SkipReason.Unresolved)]
    [InlineData("docker.io/o/web", "3.0.0", "2.0.0", null, SkipReason.NotComparable)]
    [InlineData("docker.io/o/web", "stable", "2.0.0", null, SkipReason.NotComparable)]
    [InlineData("docker.io/o/learning", "1.0.0", "2.0.0", null, SkipReason.Quarantined)]
    public void an_image_that_would_move_along_must_be_one_that_may(string image, string from, string to, string? digest, SkipReason? expected)
    {
        ImageChange[] moved =
            [new() { Image = "docker.io/o/app", From = "1.0.0", To = "2.0.0" }, new() { Image = image, From = from, To = to, Digest = digest }];

        (MovedImages.Against("app", moved, force: false, "docker.io/o/app", Catalog, Quarantine, new AnalyzerOptions())?.Reason).ShouldBe(expected);
    }

    [Fact]
    public void force_overrides_quarantine_alone()
    {
        MovedVersion learning = new("docker.io/o/learning", "1.0.0", "2.0.0");

        MovedImages.Failed("app", [learning], force: false, Quarantine).ShouldNotBeNull();
        MovedImages.Failed("app", [learning], force: true, Quarantine).ShouldBeNull();
    }
}
