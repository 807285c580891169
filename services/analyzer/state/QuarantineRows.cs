using Dapper;
using Upgrades.Analyzer.Planning;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>One row of <c>quarantine</c>.</summary>
internal sealed record QuarantineRow
{
    public required string Stack { get; init; }
    public required string Image { get; init; }
    public required string Version { get; init; }
    public required string UpgradeId { get; init; }
    public required string Reason { get; init; }
    public long At { get; init; }
}

/// <summary>Every statement on <c>quarantine</c> and <c>outcomes</c>.</summary>
internal sealed class QuarantineRows([FromKeyedServices(AnalyzerService.Name)] StateStore store)
{
    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<IEnumerable<QuarantineRow>> ListAsync(CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<QuarantineRow>(
            "select stack as Stack, image as Image, version as Version, upgrade_id as UpgradeId, reason as Reason, at as At from quarantine order by at desc, stack, image, version"),
        cancellationToken);

    public async Task<IReadOnlySet<QuarantinedVersion>> VersionsAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Select(r => new QuarantinedVersion(r.Stack, r.Image, r.Version)).ToHashSet();

    /// <returns>False when the version is quarantined already.</returns>
    public static async Task<bool> InsertAsync(StateTransaction t, QuarantineRow row) => await t.ExecuteAsync(
        """
        insert into quarantine (stack, image, version, upgrade_id, reason, at) values (@Stack, @Image, @Version, @UpgradeId, @Reason, @At)
        on conflict (stack, image, version) do nothing
        """,
        row) > 0;

    /// <returns>False when it was not there.</returns>
    public static async Task<bool> DeleteAsync(StateTransaction t, string stack, string image, string version) => await t.ExecuteAsync(
        "delete from quarantine where stack = @stack and image = @image and version = @version", new { stack, image, version }) > 0;

    /// <returns>False when this upgrade's end is known: a redelivery must not quarantine again what a person has allowed since.</returns>
    public static async Task<bool> NoteAsync(StateTransaction t, Guid upgradeId, string outcome, long now) => await t.ExecuteAsync(
        "insert into outcomes (id, outcome, at) values (@id, @outcome, @now) on conflict (id) do nothing", new { id = upgradeId.ToString(), outcome, now }) > 0;

    public Task<bool> HasEndedAsync(Guid upgradeId, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.ExecuteScalarAsync<bool>("select exists (select 1 from outcomes where id = @id)", new { id = upgradeId.ToString() }), cancellationToken);
}
