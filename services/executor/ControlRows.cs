using Upgrades.Hosting.State;

namespace Upgrades.Executor;

/// <summary>What an operator has set at run time.</summary>
/// <param name="Held">Stacks that are kept from being upgraded, and why.</param>
internal sealed record Controls(bool Paused, int MaxInFlight, IReadOnlyDictionary<string, string> Held);

/// <summary>The one row of <c>controls</c>.</summary>
internal static class ControlRows
{
    public static string Tables => "create table controls (id integer primary key, paused integer not null, max_in_flight integer);\n";

    public static async Task<Controls> ReadAsync(StateTransaction t, ExecutorOptions options)
    {
        var row = await t.FirstOrDefaultAsync<Row>("select paused as Paused, max_in_flight as MaxInFlight from controls where id = 1");
        var limit = (int?)row?.MaxInFlight ?? options.MaxInFlight;
        return new Controls(
            row?.Paused == 1, options.Push == PushMode.OneAtATime ? 1 : limit, (await HoldRows.ListAsync(t)).ToDictionary(h => h.Stack, h => h.Reason, StringComparer.Ordinal));
    }

    public static Task PauseAsync(StateTransaction t, bool paused) => t.ExecuteAsync(
        "insert into controls (id, paused) values (1, @paused) on conflict (id) do update set paused = excluded.paused", new { paused = paused ? 1 : 0 });

    public static Task LimitAsync(StateTransaction t, int maxInFlight) => t.ExecuteAsync(
        """
        insert into controls (id, paused, max_in_flight) values (1, 0, @maxInFlight)
        on conflict (id) do update set max_in_flight = excluded.max_in_flight
        """,
        new { maxInFlight });

    private sealed record Row
    {
        public long Paused { get; init; }
        public long? MaxInFlight { get; init; }
    }
}
