using System.Data.Common;
using Dapper;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Probes;

/// <summary>Every statement on <c>dependencies</c>, which the store of each service has.</summary>
public static class Dependencies
{
    internal const string Table =
        """
        create table dependencies (
            name text primary key, probe text not null, verdict text not null, said text not null, advice text, holds integer not null,
            since bigint not null, last_success bigint, last_try bigint not null, failures integer not null, told integer not null);
        """;

    private const string All =
        """
        select name as Name, probe as Probe, verdict as Verdict, said as Said, advice as Advice, holds as Holds, since as Since, last_success as LastSuccess,
            last_try as LastTry, failures as Failures, told as Told
        from dependencies order by name
        """;

    /// <summary>A verdict that is older than this many rounds is no knowledge any more: the probes themselves have stopped.</summary>
    private const int RoundsKnown = 3;

    /// <summary>
    /// What is known to be broken now. It counts from its first failed try, before people are told; what has never been tried, or not for
    /// three rounds, is not known and holds nobody up.
    /// </summary>
    public static async Task<IReadOnlyList<Dependency>> BrokenAsync(StateTransaction t, ProbeOptions options, DateTimeOffset now) =>
        [.. (await t.QueryAsync<Dependency>(All)).Where(d => d.Is(ProbeVerdict.Failed) && d.LastTry >= KnownSince(options, now))];

    /// <summary>Tries before this instant (domain unix milliseconds) say nothing about now.</summary>
    public static long KnownSince(ProbeOptions options, DateTimeOffset now) =>
        (now - (RoundsKnown * (options.Interval + options.Timeout))).ToUnixTimeMilliseconds();

    internal static async Task<IReadOnlyList<Dependency>> ListAsync(DbConnection connection) => [.. await connection.QueryAsync<Dependency>(All)];

    internal static async Task<IReadOnlyList<Dependency>> ListAsync(StateTransaction t) => [.. await t.QueryAsync<Dependency>(All)];

    internal static async Task StoreAsync(StateTransaction t, ProbeJudgement judgement)
    {
        foreach (var name in judgement.Dropped)
        {
            await t.ExecuteAsync("delete from dependencies where name = @name", new { name });
        }

        foreach (var row in judgement.Rows)
        {
            await PutAsync(t, row);
        }
    }

    private static Task PutAsync(StateTransaction t, Dependency row) => t.ExecuteAsync(
        """
        insert into dependencies (name, probe, verdict, said, advice, holds, since, last_success, last_try, failures, told)
        values (@Name, @Probe, @Verdict, @Said, @Advice, @Holds, @Since, @LastSuccess, @LastTry, @Failures, @Told)
        on conflict (name) do update set probe = excluded.probe, verdict = excluded.verdict, said = excluded.said, advice = excluded.advice,
            holds = excluded.holds, since = excluded.since, last_success = excluded.last_success, last_try = excluded.last_try,
            failures = excluded.failures, told = excluded.told
        """,
        row);
}
