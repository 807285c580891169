using System.Globalization;
using Dapper;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;

namespace Upgrades.Ingest.Probes;

/// <summary>Does DIUN still send? It never sends again what was lost, and says nothing while its webhook is refused.</summary>
internal sealed class DiunProbe([FromKeyedServices(IngestService.Name)] StateStore store, IngestOptions options, TimeProvider time, ProbeSurroundings where) : IProbe
{
    private const string Name = "diun";

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken) => [where.Beside
        ? ProbeResult.NotSet(Name, "only the running ingest knows when DIUN's last webhook came")
        : Judge(await LastAsync(cancellationToken), time.GetUtcNow(), options.DiunSilence)];

    /// <param name="last">Null: DIUN has never sent anything.</param>
    internal static ProbeResult Judge(DateTimeOffset? last, DateTimeOffset now, TimeSpan longest)
    {
        if (last is not { } at)
        {
            return ProbeResult.NotSet(Name, "has never sent a webhook here");
        }

        var said = string.Create(CultureInfo.InvariantCulture, $"last webhook on {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {Ago(now - at)} ago");
        return now - at <= longest ? ProbeResult.Works(Name, said) : ProbeResult.Failed(
            Name,
            said,
            $"see DIUN's log: its address and DIUN_NOTIF_WEBHOOK_METHOD=POST, its secret; UPGRADES__INGEST__DIUNSILENCE ({longest.TotalDays:0.#} days) says how long it may be silent");
    }

    private static string Ago(TimeSpan age) => age.TotalDays >= 2 ? $"{age.TotalDays:0} days" : age.TotalHours >= 1 ? $"{age.TotalHours:0} h" : $"{age.TotalMinutes:0} min";

    private async Task<DateTimeOffset?> LastAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(c => c.ExecuteScalarAsync<long?>(SenderRows.LastOf, new { name = SenderRows.Diun }), cancellationToken) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
