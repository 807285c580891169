namespace Upgrades.Ingest.Decisions;

/// <summary>At most <paramref name="Limit"/> admissions in any <paramref name="Window"/>; all times in domain unix milliseconds.</summary>
/// <param name="ResetAt">Admissions before this no longer count.</param>
internal sealed record RateWindow(int Limit, long Window, long ResetAt)
{
    /// <summary>Admissions after this count.</summary>
    public long CountsFrom(long now) => Math.Max(now - Window, ResetAt);

    /// <param name="admitted">When each counted admission was made, oldest first.</param>
    /// <returns>When the next slot becomes free; <paramref name="now"/> when one is.</returns>
    public long NextFree(IReadOnlyList<long> admitted, long now) => admitted.Count < Limit ? now : admitted[admitted.Count - Limit] + Window;
}
