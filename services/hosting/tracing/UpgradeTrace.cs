using System.Diagnostics;
using Upgrades.Hosting.Time;

namespace Upgrades.Hosting.Tracing;

/// <summary>
/// Spans of the source <c>Upgrades</c>. They have no parent, as whoever makes one knows only the trace it belongs to; calls over HTTP that are
/// made within one are its children. Where nobody collects traces nothing is made.
/// </summary>
public static class UpgradeTrace
{
    public const string SourceName = "Upgrades";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Does anybody collect them? What is only read for a span need not be read otherwise.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>A span from now until it is disposed.</summary>
    /// <returns>Null: nobody collects, or it is about nothing in particular.</returns>
    public static Activity? Start(string service, string name, TraceSubject? subject, ActivityKind kind = ActivityKind.Internal) =>
        subject is null || !IsOn ? null : Begin(service, name, subject, kind, default);

    /// <inheritdoc cref="Start(string, string, TraceSubject?, ActivityKind)"/>
    internal static Activity? StartFor(string service, string name, object message, ActivityKind kind) =>
        IsOn ? Start(service, name, TraceSubject.Of(message), kind) : null;

    /// <summary>What lasted between two moves, as one span.</summary>
    /// <param name="time">The clock that <paramref name="from"/> and <paramref name="to"/> are of.</param>
    /// <param name="error">Why it did not end well.</param>
    public static void Stage(string service, string name, TraceSubject subject, TimeProvider time, DateTimeOffset from, DateTimeOffset to, string? error = null)
    {
        if (!IsOn)
        {
            return;
        }

        var around = Activity.Current;
        using (var span = Begin(service, name, subject, ActivityKind.Internal, ScaledTimeProvider.ToSystem(time, from)))
        {
            if (error is not null)
            {
                span?.Fails(error);
            }

            span?.SetEndTime(ScaledTimeProvider.ToSystem(time, to).UtcDateTime);
        }

        Activity.Current = around;
    }

    /// <summary>The span tells that what it is about went wrong.</summary>
    public static void Fails(this Activity span, string reason) => span.SetStatus(ActivityStatusCode.Error, reason);

    /// <summary>A span of that trace to link to. Nobody has made one of exactly this id; what is wanted is the way into the trace.</summary>
    internal static ActivityContext Anchor(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new ActivityContext(ActivityTraceId.CreateFromBytes(bytes), ActivitySpanId.CreateFromBytes(bytes[8..]), ActivityTraceFlags.None, isRemote: true);
    }

    private static Activity? Begin(string service, string name, TraceSubject subject, ActivityKind kind, DateTimeOffset startTime)
    {
        if (subject.Id == Guid.Empty)
        {
            return null;
        }

        // Else a span without a parent gets the present one for its parent, which may be in another upgrade's trace.
        Activity.Current = null;
        var trace = new ActivityContext(Anchor(subject.Id).TraceId, default, ActivityTraceFlags.None, isRemote: true);
        var tags = subject.Tags.Where(t => t.Value is not null).Prepend(new("upgrades.service", service));
        return Source.StartActivity(name, kind, trace, tags, subject.Linked.Where(l => l != Guid.Empty).Select(l => new ActivityLink(Anchor(l))), startTime);
    }
}
