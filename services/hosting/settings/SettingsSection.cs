using Upgrades.Hosting.Secrets;
using Upgrades.Hosting.Time;
using Upgrades.Hosting.Web;

namespace Upgrades.Hosting.Settings;

/// <summary>A section of the settings that a process reads, and the class that has its names, defaults and meanings.</summary>
/// <param name="Name">As in <c>UPGRADES__NAME__…</c>.</param>
public sealed record SettingsSection(string Name, Type Options)
{
    /// <summary>Read before services are made, by whatever process.</summary>
    internal static IReadOnlyList<SettingsSection> OfEveryProcess { get; } =
        [new("Http", typeof(HttpOptions)), new("Log", typeof(LogOptions)), new("Tracing", typeof(TracingOptions)), new("Time", typeof(TimeOptions)), new("Vault", typeof(VaultOptions))];
}
