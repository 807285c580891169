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

    public async Task<Receipt> AcceptAsync(Signal signal, CancellationToken cancellationToken)
    {
        var reason = UpdateFilter.Reason(signal, options);
        var receipt = await rows.WriteAsync(t => reason is null ? AdmitAsync(t, signal) : FilterAsync(t, signal, reason), cancellationToken);
        Received.WithLabels(receipt.Outcome).Inc();
        Log.Received(log, signal.Image.Name, signal.Image.Tag ?? "", receipt.Outcome, receipt.Reason);
        return receipt;
    }

    private async Task<Receipt> FilterAsync(StateTransaction t, Signal signal, string reason)
    {
        var message = Message(signal, attempt: 0);
        var known = await UpdateRows.OfSignalAsync(t, signal.Image.Name, message.Tag, signal.Digest);
        if (known.All(row => row.State == "filtered"))
        {
            await UpdateRows.InsertAsync(t, Row(message, "filtered", reason) with { DueAt = null }, takesSlot: false);
        }

        return new Receipt("filtered", reason, message.UpdateId!.Value);
    }

    private async Task<Receipt> AdmitAsync(StateTransaction t, Signal signal)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var limit = await UpdateRows.LimitAsync(t, options);
        var admissions = await UpdateRows.AdmissionsAsync(t, limit, now);
        var held = (await UpdateRows.HeldAsync(t)).ToList();
        var known = (await UpdateRows.OfSignalAsync(t, signal.Image.Name, signal.Image.Tag!, signal.Digest)).ToList();
        var situation = new Situation(
            known.FirstOrDefault(row => row.State is "open" or "held")?.Id,
            [.. held.Where(row => row.Image == signal.Image.Name).Select(row => new HeldUpdate(row.Id, row.Tag))],
            held.Count > 0,
            limit.Limit - admissions.Count);

        // A signal whose first look is over is a new look: another attempt, so that nobody takes it for a redelivery.
        var message = Message(signal, known.Where(row => row.State != "filtered").Select(row => (int)row.Attempt + 1).DefaultIfEmpty(0).Max());
        switch (Admission.Decide(situation, signal.Image.Tag!, signal.Force))
        {
            case Admission.Duplicate duplicate:
                return new Receipt("duplicate", "the same image, tag and digest is on its way already", Guid.Parse(duplicate.Of));

            case Admission.Overtaken overtaken:
                return await FilterAsync(t, signal, $"{overtaken.By} of the same image is newer and is held already");

            case Admission.Hold hold:
                return await HoldAsync(t, message, hold, held, limit.NextFree(admissions, now), limit);

            case Admission.Admit admit:
                await UpdateRows.InsertAsync(t, Row(message, "open", "") with { AdmittedAt = now, DueAt = now + (long)options.ResendAfter.TotalMilliseconds }, admit.TakesSlot);
                t.Publish(message);
                return new Receipt("accepted", admit.TakesSlot ? "" : "forced", message.UpdateId!.Value);

            case var other:
                throw new InvalidOperationException($"No case for {other}.");
        }
    }

    private async Task<Receipt> HoldAsync(StateTransaction t, UpdateDetected message, Admission.Hold hold, List<UpdateRow> held, long until, RateWindow limit)
    {
        var reason = $"{limit.Limit} updates per {TimeSpan.FromMilliseconds(limit.Window).TotalHours:0.##} h are admitted; this one waits";
        var row = Row(message, "held", reason) with { DueAt = until };
        if (held.Find(r => r.Id == hold.Replaces) is { } replaced)
        {
            // The newer tag takes over the older one's place in the queue.
            row = row with { ReceivedAt = replaced.ReceivedAt };
            await UpdateRows.MoveAsync(t, replaced.Id, "done", $"replaced by {message.Tag} before it was released", dueAt: null);
        }

        await UpdateRows.InsertAsync(t, row, takesSlot: false);
        t.Publish(new UpdateHeld
        {
            UpdateId = message.UpdateId!.Value,
            Image = message.Image,
            Tag = message.Tag,
            Reason = reason,
            HeldUntil = DateTimeOffset.FromUnixTimeMilliseconds(until),
        });
        return new Receipt("held", reason, message.UpdateId!.Value);
    }

    private UpdateDetected Message(Signal signal, int attempt) => new()
    {
        Image = signal.Image.Name,
        Tag = signal.Image.Tag ?? "",
        UpdateId = Identity.Update(signal.Image.Name, signal.Image.Tag ?? "", signal.Digest, attempt),
        Digest = signal.Digest,
        Source = signal.Form == SignalForm.Operator ? "operator" : "diun",
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
