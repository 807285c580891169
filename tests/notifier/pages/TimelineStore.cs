using Microsoft.Extensions.Time.Testing;
using Upgrades.Hosting.State;
using Upgrades.Notifier;
using Upgrades.Notifier.Pages;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>A notifier's store without the rest of it: events are recorded as its consumers do.</summary>
internal sealed class TimelineStore : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimelineRows _rows;

    /// <param name="database">As <c>State:Postgres</c>; null for SQLite.</param>
    public TimelineStore(string? database = null, StateSchema? schema = null)
    {
        Options = new StateOptions { Folder = _folder.Path, Postgres = database };
        Store = StateStore.Open("notifier", Options, schema ?? TimelineRows.Schema, Time);
        (_rows, Pages) = (new TimelineRows(Store), new PageRows(Store, Time));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    public StateOptions Options { get; }

    public StateStore Store { get; private set; }

    public PageRows Pages { get; private set; }

    public async Task RecordAsync(params IEnumerable<object> messages)
    {
        foreach (var message in messages)
        {
            await RecordAsync(_rows, Time, message);
        }
    }

    public Task<Overview> OverviewAsync(string text = "", string outcome = "", long? before = null) =>
        Pages.OverviewAsync(HistorySearch.Of(text, outcome, before), CancellationToken.None);

    /// <summary>What Slack answered when it was last told something; null: it took it.</summary>
    public Task SlackAnswersAsync(string? error) => Store.WriteAsync(t => t.ExecuteAsync("update lanes set last_error = @error", new { error }), CancellationToken.None);

    /// <summary>The same files with this version's tables.</summary>
    public async Task UpgradeAsync()
    {
        await Store.DisposeAsync();
        Store = StateStore.Open("notifier", Options, TimelineRows.Schema, Time);
        Pages = new PageRows(Store, Time);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    public static Task RecordAsync(TimelineRows rows, TimeProvider time, object message)
    {
        var consumer = typeof(RecordEventConsumer<>).MakeGenericType(message.GetType());
        return (Task)consumer.GetMethod("ConsumeAsync")!.Invoke(Activator.CreateInstance(consumer, rows, time), [message, CancellationToken.None])!;
    }
}
