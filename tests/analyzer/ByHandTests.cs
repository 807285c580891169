using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer;

/// <summary>Updates that a person types into "Publish message" of the broker's management page.</summary>
public sealed class ByHandTests(RabbitMqServer broker)
{
    private const string ByHand = """{"image":"docker.io/vaultwarden/server","tag":"1.36.0"}""";
    private static readonly (string, string)[] Files = [("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\""))];

    [Fact]
    public async Task image_and_tag_alone_are_an_update()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var analyzer = await AnalyzerHost.StartAsync(host.Amqp, Files);

        await host.PublishByHandAsync("update-detected", ByHand);

        (await SkippedAsync(analyzer, "docker.io/vaultwarden/server")).Reason.ShouldBe(SkipReason.NotInRepository);
    }

    [Theory]
    [InlineData("docker.io/Vault Warden/server", "1.36.0", "image")]
    [InlineData("docker.io/vaultwarden/server;rm -rf /", "1.36.0", "image")]
    [InlineData("", "1.36.0", "image")]
    [InlineData("docker.io/vaultwarden/server", "1.36.0\u001b[2J\n", "tag")]
    [InlineData("docker.io/vaultwarden/server", "", "tag")]
    [InlineData("docker.io/vaultwarden/server", null, "tag")]
    public async Task what_the_grammar_does_not_allow_is_refused_with_a_reason_and_stops_nothing_else(string image, string? tag, string field)
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var analyzer = await AnalyzerHost.StartAsync(host.Amqp, Files);

        await host.PublishByHandAsync("update-detected", JsonSerializer.Serialize(new { image, tag = tag ?? new string('1', 1000) }, EventJson.Options));
        await host.PublishByHandAsync("update-detected", ByHand);

        var refused = await Eventually.GetAsync(
            async () => (await analyzer.PublishedAsync<UpgradeSkipped>()).FirstOrDefault(s => s.Reason == SkipReason.InvalidReference), "the refusal");
        refused.Detail.ShouldNotBeNull().ShouldStartWith(field);
        JsonSerializer.Serialize(refused, EventJson.Options).ShouldNotContain("\\u001b", Case.Insensitive);
        await SkippedAsync(analyzer, "docker.io/vaultwarden/server");
    }

    private static Task<UpgradeSkipped> SkippedAsync(AnalyzerHost analyzer, string image) => Eventually.GetAsync(
        async () => (await analyzer.PublishedAsync<UpgradeSkipped>()).FirstOrDefault(s => s.Image == image && s.Reason == SkipReason.NotInRepository), $"what became of {image}");
}
