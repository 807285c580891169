using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Upgrades.Contracts;

namespace Upgrades.Hosting.Tracing;

/// <summary>
/// What a span is about, and so the trace it belongs to: the trace id is the upgrade's id without its dashes, and before there is an upgrade the
/// update's. So every process knows it from what it has in hand, and nothing has to be carried through queues and tables.
/// </summary>
/// <param name="Id">Of an upgrade or an update.</param>
/// <param name="Linked">The updates that led to it, or the upgrades it led to.</param>
/// <param name="Tags">What the event says of stack, step and kind.</param>
public sealed record TraceSubject(Guid Id, IReadOnlyList<Guid> Linked, IReadOnlyList<KeyValuePair<string, object?>> Tags)
{
    private static readonly string[] Told = ["Stack", "Step", "Kind", "Image", "Tag"];
    private static readonly FrozenDictionary<Type, Properties> OfEvents = EndpointTable.Events.ToFrozenDictionary(e => e, e => new Properties(e));

    /// <summary>An upgrade, and nothing more.</summary>
    public static TraceSubject Upgrade(Guid id) => new(id, [], []);

    /// <summary>Rows of loops have the id first: <c>ID</c> or <c>ID/step/kind/sha</c>. Null: it has none.</summary>
    public static TraceSubject? InRowId(string rowId) => Guid.TryParse(rowId.AsSpan(0, rowId.IndexOf('/') is >= 0 and var end ? end : rowId.Length), CultureInfo.InvariantCulture, out var id) ? Upgrade(id) : null;

    /// <summary>Null: the event is about no single upgrade or update, or was published by hand without an id.</summary>
    public static TraceSubject? Of(object message) => OfEvents.TryGetValue(message.GetType(), out var properties) ? properties.Read(message) : null;

    private sealed class Properties(Type type)
    {
        private readonly PropertyInfo? _upgrade = type.GetProperty("UpgradeId");
        private readonly PropertyInfo? _update = type.GetProperty("UpdateId");
        private readonly PropertyInfo? _upgrades = type.GetProperty("UpgradeIds");
        private readonly PropertyInfo? _updates = type.GetProperty("UpdateIds");
        private readonly IReadOnlyList<PropertyInfo> _told = [.. Told.Select(type.GetProperty).OfType<PropertyInfo>()];

        public TraceSubject? Read(object message)
        {
            var updates = _updates?.GetValue(message) as IReadOnlyList<Guid> ?? [];
            var upgrades = _upgrades?.GetValue(message) as IReadOnlyList<Guid> ?? [];
            return _upgrade?.GetValue(message) is Guid upgrade ? new TraceSubject(upgrade, updates, Tags(message))
                : _update?.GetValue(message) is Guid update ? new TraceSubject(update, upgrades, Tags(message))
                : updates.Count > 0 ? new TraceSubject(updates[0], [.. updates.Skip(1)], Tags(message))
                : null;
        }

        private IReadOnlyList<KeyValuePair<string, object?>> Tags(object message) =>
            [.. _told.Select(p => KeyValuePair.Create($"upgrades.{p.Name.ToLowerInvariant()}", Plain(p.GetValue(message)))).Where(t => t.Value is not null)];

        private static object? Plain(object? value) => value is Enum ? value.ToString() : value;
    }
}
