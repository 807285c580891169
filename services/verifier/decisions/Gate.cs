using System.Globalization;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Probes;
using Upgrades.Verifier.Probes;

namespace Upgrades.Verifier.Decisions;

/// <summary>
/// An upgrade does not start while what is needed to watch it is known to be broken (DESIGN §9): nobody would see that it failed, and all
/// that would be known of it is a late row.
/// </summary>
internal static class Gate
{
    /// <param name="broken">What is known to be broken now, as <see cref="Dependencies.BrokenAsync"/> has it.</param>
    /// <returns>What must work again first, for a person; null: it may begin.</returns>
    public static string? Closed(UpgradeStarted started, IReadOnlyList<Dependency> broken) => broken.FirstOrDefault(b => b.Holds == 1 && Concerns(b, started)) is { } dependency
        ? string.Create(CultureInfo.InvariantCulture, $"{dependency.Name} of the verifier has failed since {dependency.SinceWhen:yyyy-MM-dd HH:mm} UTC: {dependency.Said}")
        : null;

    /// <summary>Monitors that are only found by a service's host are worth having; those that the catalog names are asked for.</summary>
    private static bool Concerns(Dependency broken, UpgradeStarted started) => broken.Name switch
    {
        Needs.Kubernetes or Needs.Woodpecker => true,
        Needs.UptimeKuma => started.Checks.Monitors.Count > 0,
        _ => false,
    };
}
