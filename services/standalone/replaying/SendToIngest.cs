using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Replaying;

/// <summary>Sends updates as an operator's: filters, dedupe and rate limit apply, and what is over the limit is held.</summary>
internal static class SendToIngest
{
    /// <param name="source">Who says it, for the timeline: <c>cli</c>, <c>reconcile</c>; null: a person wants this one now, and nobody waits for others beside it.</param>
    /// <exception cref="OperatorException">Ingest does not answer, or does not let us in. What was sent before stays sent.</exception>
    public static async IAsyncEnumerable<SentUpdate> SendAsync(
        OperatorClient ingest, IReadOnlyList<WantedUpdate> updates, string? source, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var update in updates)
        {
            var message = update.Message;
            var answer = await ingest.SendAsync(
                HttpMethod.Post, "operator/ingest/updates", new { image = message.Image, message.Tag, message.Digest, message.Namespace, message.Force, source }, cancellationToken);
            var receipt = answer.As<Receipt>();
            yield return new SentUpdate(update, receipt.Outcome, receipt.Reason, receipt.UpdateId);
        }
    }

    /// <summary>The same, but for what is "on its way" and waits for its turn: it is held, since another day.</summary>
    public static async Task<IReadOnlyList<SentUpdate>> ToldApartAsync(OperatorClient ingest, IReadOnlyList<SentUpdate> sent, CancellationToken cancellationToken)
    {
        if (sent.All(s => s.Outcome != "duplicate"))
        {
            return sent;
        }

        var held = (await ingest.SendAsync(HttpMethod.Get, "updates?state=held&limit=1000", body: null, cancellationToken)).EnumerateArray()
            .Select(u => u.As<HeldUpdate>()).ToDictionary(u => u.UpdateId, u => u.Reason);
        return [.. sent.Select(s => s.Outcome == "duplicate" && held.TryGetValue(s.UpdateId, out var reason) ? s with { Outcome = "held", Reason = reason } : s)];
    }

    private sealed record HeldUpdate(Guid UpdateId, string Reason);

    private sealed record Receipt(string Outcome, string Reason, Guid UpdateId);
}
