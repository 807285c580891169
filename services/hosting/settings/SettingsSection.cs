namespace Upgrades.Hosting.Settings;

/// <summary>A section of the settings that a process reads, and the class that has its names, defaults and meanings.</summary>
/// <param name="Name">As in <c>UPGRADES__NAME__…</c>.</param>
public sealed record SettingsSection(string Name, Type Options);
