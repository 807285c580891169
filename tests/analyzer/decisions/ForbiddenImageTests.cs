using Upgrades.Analyzer;
using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class ForbiddenImageTests
{
    private static readonly AnalyzerOptions Options = new() { MoreDatabases = { "*qdrant*" }, MoreInfrastructure = { "ghcr.io/kured/*" } };

    [Theory]
    [InlineData("vaultwarden/server", "1.36.0", false)]
    [InlineData("ghcr.io/immich-app/immich-server", "v2.7.5", false)]
    [InlineData("nginx", "latest", true)]
    [InlineData("postgres", "17.1", true)]
    [InlineData("ghcr.io/immich-app/postgres", "14-v0.2.0", true)]
    [InlineData("mysql/mysql-server", "8.0.1", true)]
    [InlineData("bitnami/redis", "7.4.1", true)]
    [InlineData("clickhouse/clickhouse-server", "24.8.1", true)]
    [InlineData("quay.io/coreos/etcd", "v3.5.1", true)]
    [InlineData("registry.k8s.io/pause", "3.9", true)]
    [InlineData("quay.io/tigera/operator", "v1.2.3", true)]
    [InlineData("nvcr.io/nvidia/cuda", "12.1.0", true)]
    [InlineData("qdrant/qdrant", "v1.2.3", true)]
    [InlineData("ghcr.io/kured/kured", "1.2.3", true)]
    public void databases_infrastructure_and_latest_are_never_upgraded(string image, string tag, bool forbidden) =>
        (ForbiddenImage.Reason(ImageReference.Parse(image), tag, Options) is not null).ShouldBe(forbidden);

    [Theory]
    [InlineData("a/UPPER", "1.0", "image")]
    [InlineData("a/${var.x}", "1.0", "image")]
    [InlineData("", "1.0", "image")]
    [InlineData("a/b", "1.0 2", "tag")]
    [InlineData("a/b", "1.0\n", "tag")]
    [InlineData("a/b", "", "tag")]
    public void a_message_typed_by_hand_is_checked_by_the_grammar(string image, string tag, string field)
    {
        var (update, error) = Incoming.Read(new UpdateDetected { Image = image, Tag = tag });

        error!.ShouldStartWith(field);
        update.UpdateId.ShouldNotBeNull();
        (update.Image + update.Tag).Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public void a_text_of_ten_thousand_characters_is_not_passed_on() =>
        Incoming.Read(new UpdateDetected { Image = new string('x', 10_000), Tag = "1.0" }).Update.Image.Length.ShouldBeLessThan(300);

    [Fact]
    public void every_spelling_of_an_image_gets_the_same_id() =>
        Incoming.Read(new UpdateDetected { Image = "nginx", Tag = "1.27.0" }).Update.UpdateId
            .ShouldBe(Incoming.Read(new UpdateDetected { Image = "index.docker.io/library/nginx", Tag = "1.27.0" }).Update.UpdateId);
}
