namespace Upgrades.Hosting.Settings;

/// <summary>A section that somebody reads: what stands elsewhere says nothing.</summary>
public sealed record SettingsSection(string Name)
{
    /// <summary>Read before services are made, by whatever process.</summary>
    internal static IReadOnlyList<SettingsSection> OfEveryProcess { get; } = [new("Http"), new("Log"), new("Tracing"), new("Time"), new("Vault")];
}
