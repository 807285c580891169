using Upgrades.Hosting.Probes;

namespace Upgrades.Hosting.State;

/// <summary>
/// The tables of a service, as scripts in the order they were added; a store is brought up to the last one at start.
/// Scripts are SQL for SQLite and PostgreSQL both; <c>{identity}</c> stands for an ascending integer key, which they spell
/// differently, and <c>integer</c> has 64 bits on both. Never change a script that has been released: add one.
/// </summary>
public sealed record StateSchema(params IReadOnlyList<string> Scripts)
{
    /// <summary>
    /// Columns that a table moved by a loop needs, after its <c>id text primary key</c>. <c>due_at</c> is domain time in unix
    /// milliseconds (null: nothing to do until something happens), <c>lease_until</c> system time, <c>version</c> grows with
    /// every write so that a move does not overwrite what a consumer stored meanwhile.
    /// </summary>
    public const string LoopColumns =
        """
        due_at bigint, lease_until bigint, lease_owner text, attempts integer not null default 0, last_error text,
        version bigint not null default 0
        """;

    internal const string Identity = "{identity}";

    internal const string Outbox =
        $$"""
        create table outbox (
            seq {{Identity}}, message_id text not null unique, event text not null, body text not null, correlation_id text,
            created_at bigint not null, sent_at bigint);
        create index outbox_unsent on outbox (seq) where sent_at is null;
        """;

    /// <summary>Tables of every store that came after its service's own, in the order they were added. They are counted apart.</summary>
    internal static IReadOnlyList<string> OfHosting { get; } = [Dependencies.Table];
}
