using Upgrades.Contracts.Vocabulary;
using Upgrades.Ingest;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Tests.Ingest;

public sealed class UpdateFilterTests
{
    private static readonly IngestOptions Options = new() { Secret = "0123456789abcdef", OwnImages = { "ownorg/*" } };

    [Theory]
    [InlineData("vaultwarden/server:1.36.0", null)]
    [InlineData("ghcr.io/immich-app/immich-server:v2.7.5", null)]
    [InlineData("nginx:latest", "latest")]
    [InlineData("nginx", "no tag")]
    [InlineData("postgres:17.1", "*postgres*")]
    [InlineData("ghcr.io/immich-app/postgres:14-vectorchord", "*postgres*")]
    [InlineData("bitnami/redis:7.4.1", "*redis*")]
    [InlineData("mariadb:11.4.2", "*mariadb*")]
    [InlineData("quay.io/coreos/etcd:v3.5.1", "*etcd*")]
    [InlineData("clickhouse/clickhouse-server:24.8.1", "*clickhouse*")]
    [InlineData("docker.io/ownorg/x:1.2.3", "ownorg/*")]
    [InlineData("ownorg/x:1.2.3", "ownorg/*")]
    [InlineData("ghcr.io/ownorg/x:1.2.3", null)]
    [InlineData("registry.k8s.io/pause:3.9", "registry.k8s.io/*")]
    [InlineData("diun/testnotif:1.0", "testnotif")]
    public void an_image_passes_or_is_told_why_not(string image, string? reason)
    {
        var signal = new Signal { Form = SignalForm.Diun, Image = ImageReference.Parse(image), Status = "new" };

        var found = UpdateFilter.Reason(signal, Options);

        (found is null).ShouldBe(reason is null, found);
        if (reason is not null)
        {
            found!.ShouldContain(reason);
        }
    }

    [Theory]
    [InlineData(nameof(SignalForm.Diun), "new", true)]
    [InlineData(nameof(SignalForm.Diun), "update", true)]
    [InlineData(nameof(SignalForm.Diun), "unchange", false)]
    [InlineData(nameof(SignalForm.Diun), "", false)]
    [InlineData(nameof(SignalForm.Entry), "update", true)]
    [InlineData(nameof(SignalForm.Entry), "new", false)]
    public void a_status_means_what_its_form_says(string form, string status, bool passes)
    {
        var signal = new Signal { Form = Enum.Parse<SignalForm>(form), Image = ImageReference.Parse("a/b:1.0"), Status = status };

        (UpdateFilter.Reason(signal, Options) is null).ShouldBe(passes);
    }
}
