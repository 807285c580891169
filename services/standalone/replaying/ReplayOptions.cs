using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Replaying;

/// <summary>How a bulk run is made.</summary>
/// <param name="Bus">Over this broker, past ingest; null: by ingest's HTTP.</param>
/// <param name="Source">See <see cref="SendToIngest"/>.</param>
/// <param name="Yes">Nobody is asked.</param>
/// <param name="Wait">Until every outcome is there.</param>
internal sealed record ReplayOptions(SendBy By, int Limit, string? Bus, string? Source, bool DryRun, bool Yes, bool Wait, ReportForm Form);
