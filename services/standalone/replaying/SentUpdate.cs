namespace Upgrades.Standalone.Replaying;

/// <summary>What became of sending an update.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>held</c>, <c>duplicate</c> or <c>filtered</c>, as ingest has it; over the broker always <c>accepted</c>.</param>
/// <param name="UpdateId">By which its events are known.</param>
internal sealed record SentUpdate(WantedUpdate Update, string Outcome, string Reason, Guid UpdateId)
{
    /// <summary>Something will come of it now: a held one has its turn another day.</summary>
    public bool IsUnderWay => Outcome is "accepted" or "duplicate";
}
