using System.Data.Common;
using System.Text.Json;
using Dapper;
using Upgrades.Contracts;

namespace Upgrades.Hosting.State;

/// <summary>One transaction on a service's store, and the outbox in it.</summary>
public sealed class StateTransaction
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly TimeProvider _time;
    private readonly List<object> _events = [];
    private readonly List<Action> _afterCommit = [];

    internal StateTransaction(DbConnection connection, DbTransaction transaction, TimeProvider time) =>
        (_connection, _transaction, _time) = (connection, transaction, time);

    /// <returns>Rows affected.</returns>
    public Task<int> ExecuteAsync(string sql, object? arguments = null) => _connection.ExecuteAsync(sql, arguments, _transaction);

    public Task<IEnumerable<T>> QueryAsync<T>(string sql, object? arguments = null) => _connection.QueryAsync<T>(sql, arguments, _transaction);

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? arguments = null) =>
        _connection.QueryFirstOrDefaultAsync<T>(sql, arguments, _transaction);

    /// <summary>Stores the event with this transaction; it goes out, once, after the commit.</summary>
    public void Publish<TEvent>(TEvent message)
        where TEvent : class => _events.Add(message);

    /// <summary>Domain time.</summary>
    public TimeProvider Time => _time;

    /// <summary>For metrics and traces: they must not tell what was rolled back. Must not throw.</summary>
    public void AfterCommit(Action tell) => _afterCommit.Add(tell);

    internal void Committed() => _afterCommit.ForEach(tell => tell());

    internal async Task StoreEventsAsync()
    {
        foreach (var message in _events)
        {
            await ExecuteAsync(
                "insert into outbox (message_id, event, body, correlation_id, created_at) values (@id, @name, @body, @correlation, @now)",
                new
                {
                    id = Guid.CreateVersion7().ToString(),
                    name = message.GetType().Name,
                    body = JsonSerializer.Serialize(message, message.GetType(), EventJson.Options),
                    correlation = Correlation(message),
                    now = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                });
        }
    }

    private static string? Correlation(object message) =>
        (message.GetType().GetProperty("UpgradeId") ?? message.GetType().GetProperty("UpdateId"))?.GetValue(message)?.ToString();
}
