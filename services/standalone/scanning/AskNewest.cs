using Upgrades.Analyzer.Newest;
using Upgrades.Analyzer.Planning;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Scanning;

/// <summary>Asks registries and chart repositories, with the analyzer's clients, for what is newer than what a repository pins.</summary>
internal static class AskNewest
{
    /// <param name="stack">Only what this one pins; null: all.</param>
    /// <param name="settings">The analyzer's: <c>Registry:…</c>, <c>Charts:…</c>, <c>Analyzer:…</c>.</param>
    /// <exception cref="WrongInputException">The catalog cannot be read, so nobody knows what is to be left alone.</exception>
    public static async Task<NewestReport> AskAsync(RepositoryReading reading, string? stack, IConfiguration settings, ProgressLine progress, CancellationToken cancellationToken)
    {
        reading.EnsureCatalog();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(settings);
        builder.AddPlanning();
        using var host = builder.Build();
        return await host.Services.GetRequiredService<FindNewest>().FindAsync(
            reading.Head, stack, (done, all) => progress.Say($"{done} of {all} images and charts are asked about"), cancellationToken);
    }
}
