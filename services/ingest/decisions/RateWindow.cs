namespace Upgrades.Ingest.Decisions;

/// <summary>At most <paramref name="Limit"/> admissions in any <paramref name="Window"/>; all times in domain unix milliseconds.</summary>
/// <param name="ResetAt">Admissions before this no longer count.</param>
internal sealed record RateWindow(int Limit, long Window, long ResetAt)
{
    /// <summary>Admissions after this count.</summary>
    public long CountsFrom(long now) => Math.Max(now - Window, ResetAt);

    /// <param name="nthNewest">When the limit-th newest counted admission was made; null when fewer count.</param>
    /// <returns>When the next slot becomes free; <paramref name="now"/> when one is.</returns>
    public long NextFree(long? nthNewest, long now) => nthNewest is { } oldest ? oldest + Window : now;
}
