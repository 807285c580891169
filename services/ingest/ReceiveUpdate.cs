using System.Text.Json;
using Prometheus;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;
using Upgrades.Ingest.Decisions;

namespace Upgrades.Ingest;

/// <summary>What became of a signal, as its sender is told.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>held</c>, <c>duplicate</c> or <c>filtered</c>.</param>
internal sealed record Receipt(string Outcome, string Reason, Guid UpdateId);

/// <summary>Filter → dedupe → limit, in one transaction with the event that follows from it.</summary>
internal sealed class ReceiveUpdate(UpdateRows rows, IngestOptions options, TimeProvider time, ILogger<ReceiveUpdate> log)
{
    private static readonly Counter Received = Metrics.CreateCounter("upgrades_updates_total", "Signals received, by what became of them.", "outcome");

    public async Task<Receipt> AcceptAsync(Signal signal, CancellationToken cancellationToken) => (await AcceptAsync([signal], cancellationToken))[0];

    /// <summary>Several signals in one transaction, in their order: all of them are stored, or none.</summary>
    public async Task<IReadOnlyList<Receipt>> AcceptAsync(IReadOnlyList<Signal> signals, CancellationToken cancellationToken)
    {
        var receipts = await rows.WriteAsync(
            async t =>
            {
                List<Receipt> stored = [];
                if (signals.Any(s => s.Form == SignalForm.Diun))
                {
                    await SenderRows.HeardAsync(t, SenderRows.Diun, time.GetUtcNow().ToUnixTimeMilliseconds());
                }

                foreach (var signal in signals)
                {
                    stored.Add(UpdateFilter.Reason(signal, options) is { } reason ? await FilterAsync(t, signal, reason) : await AdmitAsync(t, signal));
                }

                return stored;
            },
            cancellationToken);
        foreach (var (signal, receipt) in signals.Zip(receipts))
        {
            Received.WithLabels(receipt.Outcome).Inc();
            Log.Received(log, signal.Image.Name, signal.Image.Tag ?? "", receipt.Outcome, receipt.Reason);
        }

        return receipts;
    }

    private async Task<Receipt> FilterAsync(StateTransaction t, Signal signal, string reason)
    {
        var message = Message(signal, attempt: 0);
        if (await UpdateRows.LastAttemptOfSignalAsync(t, signal.Image.Name, message.Tag, signal.Digest) is null)
        {
            await UpdateRows.InsertAsync(t, Row(message, "filtered", reason), takesSlot: false);
        }

        return new Receipt("filtered", reason, message.UpdateId!.Value);
    }

    private async Task<Receipt> AdmitAsync(StateTransaction t, Signal signal)
    {
        var (image, tag) = (signal.Image.Name, signal.Image.Tag!);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var limit = await RateLimitRow.ReadAsync(t, options);
        var anyHeld = await UpdateRows.AnyHeldAsync(t);
        var alike = await UpdateRows.HeldAlikeAsync(t, image, tag);
        // Behind others nobody asks for a slot: the queue knows when it moves on.
        var nextFree = anyHeld && limit.NextRelease is { } release ? Math.Max(release, now) : await limit.NextFreeAsync(t, now);
        var situation = new Situation(
            await UpdateRows.OpenOfSignalAsync(t, image, tag, signal.Digest),
            alike is null ? [] : [new HeldUpdate(alike.Id, alike.Tag)],
            anyHeld,
            SlotFree: nextFree <= now);

        // A signal whose first look is over is a new look: another attempt, so that nobody takes it for a redelivery.
        var message = Message(signal, (int)(await UpdateRows.LastAttemptOfSignalAsync(t, image, tag, signal.Digest) + 1 ?? 0));
        switch (Admission.Decide(situation, tag, signal.Force))
        {
            case Admission.Duplicate duplicate:
                return new Receipt("duplicate", "the same image, tag and digest is on its way already", Guid.Parse(duplicate.Of));

            case Admission.Overtaken overtaken:
                return await FilterAsync(t, signal, $"{overtaken.By} of the same image is newer and is held already");

            case Admission.Hold hold:
                return await HoldAsync(t, message, hold.Replaces is null ? null : alike, limit, nextFree);

            case Admission.Admit admit:
                await UpdateRows.InsertAsync(t, Row(message, "open", "") with { AdmittedAt = now, DueAt = now + (long)options.ResendAfter.TotalMilliseconds }, admit.TakesSlot);
                t.Publish(message);
                return new Receipt("accepted", admit.TakesSlot ? "" : "forced", message.UpdateId!.Value);

            case var other:
                throw new InvalidOperationException($"No case for {other}.");
        }
    }

    private async Task<Receipt> HoldAsync(StateTransaction t, UpdateDetected message, UpdateRow? replaced, RateLimitRow limit, long nextFree)
    {
        var reason = $"{limit.Window.Limit} updates per {TimeSpan.FromMilliseconds(limit.Window.Window).TotalHours:0.##} h are admitted; this one waits";
        var row = Row(message, "held", reason);
        if (replaced is not null)
        {
            // The newer tag takes over the older one's place in the queue.
            row = row with { ReceivedAt = replaced.ReceivedAt };
            await UpdateRows.EndAsync(t, replaced.Id, $"replaced by {message.Tag} before it was released");
        }

        await UpdateRows.InsertAsync(t, row, takesSlot: false);
        if (limit.NextRelease is null)
        {
            await RateLimitRow.ScheduleAsync(t, nextFree);
        }

        t.Publish(new UpdateHeld
        {
            UpdateId = message.UpdateId!.Value,
            Image = message.Image,
            Tag = message.Tag,
            Reason = reason,
            HeldUntil = DateTimeOffset.FromUnixTimeMilliseconds(nextFree),
        });
        return new Receipt("held", reason, message.UpdateId!.Value);
    }

    private UpdateDetected Message(Signal signal, int attempt) => new()
    {
        Image = signal.Image.Name,
        Tag = signal.Image.Tag ?? "",
        UpdateId = Identity.Update(signal.Image.Name, signal.Image.Tag ?? "", signal.Digest, attempt),
        Digest = signal.Digest,
        Source = signal.Source ?? (signal.Form == SignalForm.Operator ? "operator" : "diun"),
        Status = signal.Status,
        Namespace = signal.Namespace,
        Workload = signal.Workload,
        Container = signal.Container,
        HubLink = signal.HubLink,
        DetectedAt = time.GetUtcNow(),
        Force = signal.Force,
        Attempt = attempt,
    };

    private UpdateRow Row(UpdateDetected message, string state, string reason) => new()
    {
        Id = message.UpdateId.ToString()!,
        Image = message.Image,
        Tag = message.Tag,
        Digest = message.Digest,
        Attempt = message.Attempt,
        Message = JsonSerializer.Serialize(message, EventJson.Options),
        State = state,
        Reason = reason,
        ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}
