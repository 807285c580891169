using Npgsql;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Sandbox;

/// <summary>The servers of the chaos run come back with what was on their disks.</summary>
public sealed class LocalServersTests
{
    [Fact]
    public async Task a_killed_postgresql_comes_back_with_what_was_committed()
    {
        await using var server = await LocalPostgres.StartAsync();
        await ExecuteAsync(server, "create table kept (id integer)");

        await server.KillAsync();
        await server.StartAgainAsync();

        await Eventually.TrueAsync(() => AnswersAsync(server, "select count(*) from kept"), "the table");
    }

    private static async Task<bool> AnswersAsync(LocalPostgres server, string sql)
    {
        try
        {
            await ExecuteAsync(server, sql);
            return true;
        }
        catch (NpgsqlException)
        {
            // Still in recovery.
            return false;
        }
    }

    private static async Task ExecuteAsync(LocalPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
