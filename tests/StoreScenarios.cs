namespace Upgrades.Tests;

/// <summary>
/// Tests that run once on SQLite and once on PostgreSQL: an abstract class with two sealed ones, of which one gives the server.
/// </summary>
public abstract class StoreScenarios(PostgresServer? postgres)
{
    /// <summary>The value of <c>State:Postgres</c>: an empty database, or null for SQLite.</summary>
    protected async Task<string?> DatabaseAsync() => postgres is null ? null : await postgres.CreateDatabaseAsync();
}
