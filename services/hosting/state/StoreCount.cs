using System.Data.Common;
using Dapper;
using Prometheus;

namespace Upgrades.Hosting.State;

/// <summary>How many rows of a table are in each state, and how long the oldest of them has been.</summary>
public static class StoreCount
{
    /// <param name="table">With a column <c>state</c>.</param>
    /// <param name="since">Expression for the domain unix milliseconds that an age counts from.</param>
    /// <param name="states">Each is shown, also with none in it.</param>
    public static async Task ShowAsync(DbConnection connection, string table, string since, IReadOnlyList<string> states, Gauge count, Gauge oldestSeconds, DateTimeOffset now)
    {
        var names = string.Join(", ", states.Select(s => $"'{s}'"));
        var found = (await connection.QueryAsync<Row>($"select state as State, count(*) as Number, min({since}) as Since from {table} where state in ({names}) group by state"))
            .ToDictionary(r => r.State);
        foreach (var state in states)
        {
            var row = found.GetValueOrDefault(state);
            count.WithLabels(state).Set(row?.Number ?? 0);
            oldestSeconds.WithLabels(state).Set(row is null ? 0 : Math.Max(0, (now - DateTimeOffset.FromUnixTimeMilliseconds(row.Since)).TotalSeconds));
        }
    }

    private sealed record Row
    {
        public required string State { get; init; }
        public long Number { get; init; }
        public long Since { get; init; }
    }
}
