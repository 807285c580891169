using Upgrades.Hosting.Probes;
using Upgrades.Repository;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Executor.Probes;

/// <summary>
/// May we push, and can the catalog be understood? Nothing is pushed to find out, so a protected branch, a rule on commits or a hook is only
/// met by the first push.
/// </summary>
internal sealed class RepositoryProbe(InfrastructureRepository repository, CatalogInRepository catalog, RepositoryOptions settings, ExecutorOptions options) : IProbe
{
    private const int MistakesTold = 3;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        var push = await repository.CheckAsync(RemoteRight.Push, cancellationToken);
        if (push.Trouble is { } trouble)
        {
            // The catalog cannot be read anew now; what is known of it stays.
            return [ProbeResult.Failed(Needs.GitPush, trouble, push.Advice!) with { HoldsUpgrades = Holds }];
        }

        var may = ProbeResult.Works(Needs.GitPush, $"branch {settings.Branch} at {push.Head![..10]}, let in to push (whether the branch is protected is only known of a push)");
        try
        {
            return [may, Of(await catalog.ReadNewestAsync(cancellationToken))];
        }
        catch (RepositoryUnavailableException e)
        {
            return [may, ProbeResult.Failed(Needs.Catalog, e.Message, "see whether the repository can be read, and UPGRADES__REPOSITORY__MIRRORFOLDER written") with { HoldsUpgrades = Holds }];
        }
    }

    private bool Holds => options.Mode == ExecutorMode.Upgrade;

    private ProbeResult Of(CatalogReading reading)
    {
        var mistakes = reading.Problems.Where(p => p.Severity == CatalogSeverity.Error).OrderBy(p => p.Line).ToList();
        if (mistakes.Count == 0)
        {
            return ProbeResult.Works(Needs.Catalog, $"{settings.CatalogPath} has no mistake");
        }

        var told = string.Join("; ", mistakes.Take(MistakesTold).Select(m => $"line {m.Line}{(m.Path.Length > 0 ? $", {m.Path}" : "")}: {m.Message}"));
        var more = mistakes.Count > MistakesTold ? $"; and {mistakes.Count - MistakesTold} more" : "";
        return ProbeResult.Failed(
            Needs.Catalog, $"{settings.CatalogPath}: {told}{more}", $"correct {settings.CatalogPath} in the repository; `upgrades catalog check` names every mistake") with
        {
            // A single mistake leaves out what it stands in; a file that is none leaves out what people wanted to be asked for.
            HoldsUpgrades = Holds && reading.Unreadable,
        };
    }
}
