using System.Collections.Concurrent;
using Upgrades.Analyzer.Newest;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Replaying;

/// <summary>Plans updates as the analyzer will, and asks how old they are. No advisor: it is paid for what it says.</summary>
internal static class MakePreview
{
    /// <param name="reading">Null: nothing is planned.</param>
    /// <param name="settings">The analyzer's: <c>GitHub:…</c>, <c>Registry:…</c>.</param>
    /// <param name="progress">Told after each: how many are done, and of how many.</param>
    public static async Task<IReadOnlyList<PreviewRow>> MakeAsync(
        IReadOnlyList<WantedUpdate> updates, RepositoryReading? reading, bool withAge, Func<IConfiguration> settings, Action<int, int> progress, CancellationToken cancellationToken)
    {
        if (reading is null && !withAge)
        {
            return [.. updates.Select(u => new PreviewRow(u, Built: u.Built))];
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(settings());
        builder.AddPlanning();
        using var host = builder.Build();
        var (plan, newest) = (host.Services.GetRequiredService<PlanUpgrades>(), host.Services.GetRequiredService<FindNewest>());
        var (rows, done) = (new ConcurrentDictionary<WantedUpdate, PreviewRow>(ReferenceEqualityComparer.Instance), 0);
        await Parallel.ForEachAsync(updates, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (update, ct) =>
        {
            var row = reading is null ? new PreviewRow(update) : await PlanAsync(plan, update, reading, ct);
            var built = update.Built ?? (withAge ? await newest.BuiltAsync(update.Image.WithTag(null), update.Message.Tag, ct) : null);
            rows[update] = row with { Built = built };
            progress(Interlocked.Increment(ref done), updates.Count);
        });
        return [.. updates.Select(u => rows[u])];
    }

    private static async Task<PreviewRow> PlanAsync(PlanUpgrades plan, WantedUpdate update, RepositoryReading reading, CancellationToken cancellationToken)
    {
        var request = new UpdateRequest
        {
            Image = update.Image, Tag = update.Message.Tag, Digest = update.Message.Digest, Namespace = update.Message.Namespace, Status = update.Message.Status,
        };
        try
        {
            return new PreviewRow(update, await plan.PlanAsync(request, reading.Head, [], cancellationToken));
        }
        catch (Exception e) when (e is OutsideUnavailableException or RateLimitedException)
        {
            return new PreviewRow(update, Unplanned: e.Message);
        }
    }
}
