namespace Upgrades.Hosting.Probes;

/// <summary>What one try of a probe came to.</summary>
/// <param name="Probe">Its name.</param>
/// <param name="IsBroken">The probe itself failed, so it has said nothing of what it tries.</param>
/// <param name="Error">What it threw, for the log.</param>
internal sealed record ProbeRun(string Probe, IReadOnlyList<ProbeResult> Results, bool IsBroken = false, Exception? Error = null);
