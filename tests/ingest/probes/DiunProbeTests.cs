using System.Text.Json;
using Upgrades.Hosting.Probes;
using Upgrades.Ingest;
using Upgrades.Ingest.Probes;

namespace Upgrades.Tests.Ingest.Probes;

public sealed class DiunProbeTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, ProbeVerdict.Works, "last webhook on 2026-11-10 11:00 UTC, 1 h ago")]
    [InlineData(8 * 24, ProbeVerdict.Works, "8 days ago")]
    [InlineData((8 * 24) + 1, ProbeVerdict.Failed, "last webhook on 2026-11-02 11:00 UTC, 8 days ago")]
    public void silence_of_more_than_eight_days_is_a_failure(int hours, ProbeVerdict verdict, string said)
    {
        var result = DiunProbe.Judge(Noon - TimeSpan.FromHours(hours), Noon, new IngestOptions().DiunSilence);

        (result.Verdict, result.Said).ShouldSatisfyAllConditions(r => r.Verdict.ShouldBe(verdict), r => r.Said.ShouldContain(said));
        (result.Advice?.Contains("UPGRADES__INGEST__DIUNSILENCE", StringComparison.Ordinal) == true).ShouldBe(verdict == ProbeVerdict.Failed);
    }

    [Fact]
    public async Task only_diuns_own_webhooks_count_whatever_becomes_of_them()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);
        await ingest.PostAsync("""{"diun_entry_status":"update","diun_entry_image":"vaultwarden/server","diun_entry_imagetag":"1.36.0"}""");
        (await SaidAsync(ingest)).ShouldBe(("notSet", "has never sent a webhook here"));

        await ingest.DetectAsync("docker.io/diun/testnotif", "latest");
        (await SaidAsync(ingest)).ShouldSatisfyAllConditions(s => s.Verdict.ShouldBe("works"), s => s.Said.ShouldContain("0 min ago"));
    }

    private static async Task<(string Verdict, string Said)> SaidAsync(IngestHost ingest)
    {
        var (_, tried) = await ingest.OperateAsync(HttpMethod.Post, "/dependencies/try");
        return tried.EnumerateArray().Where(d => d.GetProperty("dependency").GetString() == "diun").Select(Read).Single();
    }

    private static (string, string) Read(JsonElement dependency) => (dependency.GetProperty("verdict").GetString()!, dependency.GetProperty("said").GetString()!);
}
