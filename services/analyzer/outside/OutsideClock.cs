namespace Upgrades.Analyzer.Outside;

/// <summary>What limits and pauses of other systems are measured by: the system's clock, never the scaled one of the domain. Tests put theirs.</summary>
internal sealed record OutsideClock(TimeProvider Time);
