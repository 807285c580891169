using Microsoft.Extensions.Configuration;
using Upgrades.Hosting;
using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Hosting.Probes;

/// <summary>What the probes of one service find with these settings, tried beside it as doctor does.</summary>
internal static class BesideRun
{
    /// <returns>By dependency; each is named once.</returns>
    public static async Task<IReadOnlyDictionary<string, ProbeResult>> TryAsync(ServiceDefinition service, IReadOnlyDictionary<string, string?> settings)
    {
        using var folder = new TemporaryFolder();
        await using var beside = ServicesBeside.Build([service], new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), folder.Path, _ => { });
        var tried = await Task.WhenAll(beside.TryAll(CancellationToken.None));
        return tried.SelectMany(t => t.Results).ToDictionary(r => r.Dependency);
    }

    /// <summary>A failure names the setting, in what is to be done about it.</summary>
    public static void ShouldFail(this ProbeResult result, string said, string advice)
    {
        result.Verdict.ShouldBe(ProbeVerdict.Failed, result.Said);
        result.Said.ShouldContain(said);
        result.Advice!.ShouldContain(advice);
    }

    public static void ShouldWork(this ProbeResult result, string said)
    {
        result.Verdict.ShouldBe(ProbeVerdict.Works, result.Said);
        result.Said.ShouldContain(said);
    }
}
