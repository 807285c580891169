using System.Globalization;
using Upgrades.Executor.Probes;
using Upgrades.Hosting.Probes;

namespace Upgrades.Executor.Decisions;

/// <summary>
/// An upgrade does not start while something that it will need is known to be broken (DESIGN §9). It holds exactly those who need it, and
/// nobody who is under way already.
/// </summary>
internal static class Gate
{
    /// <param name="broken">What is known to be broken now, as <see cref="Dependencies.BrokenAsync"/> has it.</param>
    /// <returns>Why it must wait, for a person; null: nothing is known that stands against it.</returns>
    public static string? Closed(UpgradeNeeds needs, IReadOnlyList<Dependency> broken) =>
        broken.FirstOrDefault(b => Concerns(b, needs)) is { } dependency ? Words(dependency) : null;

    /// <summary>Does it take a look at each upgrade to know whom this concerns?</summary>
    public static bool DependsOnUpgrade(IReadOnlyList<Dependency> broken) => broken.Any(b => !ConcernsEverybody(b));

    private static bool Concerns(Dependency broken, UpgradeNeeds needs) => ConcernsEverybody(broken) || broken.Name switch
    {
        Needs.Kubernetes => needs.JobNamespaces.Count > 0,
        Needs.Prometheus => needs.Metrics,
        var name => needs.JobNamespaces.Any(ns => name == Needs.BackupJobs(ns)),
    };

    /// <summary>A catalog with a mistake in it is used without what is wrong; one that is none is not (<see cref="Repository.Catalogs.CatalogReading.Unreadable"/>).</summary>
    private static bool ConcernsEverybody(Dependency broken) => broken.Name == Needs.GitPush || (broken.Name == Needs.Catalog && broken.Holds == 1);

    private static string Words(Dependency broken) => string.Create(
        CultureInfo.InvariantCulture, $"waits: {broken.Name} has failed since {broken.SinceWhen:yyyy-MM-dd HH:mm} UTC: {broken.Said}");
}
