using Upgrades.Analyzer.Planning;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Text;
using Upgrades.Repository;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Probes;

/// <summary>The infrastructure repository, read to its stacks, and the catalog in it.</summary>
internal sealed class RepositoryProbe(InfrastructureRepository repository, HeadReader heads, RepositoryOptions options) : IProbe
{
    private const string Git = "git-read";
    private const string Catalog = "catalog";
    private const int ShortSha = 10;

    /// <summary>Nothing new is known of it while the repository cannot be read.</summary>
    private volatile ProbeResult? _catalog;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await heads.ReadAsync(cancellationToken);
            var content = await repository.ReadFileAsync(head.Commit, options.CatalogPath, cancellationToken);
            return [Read(head), _catalog = Judge(content is { } text ? CatalogReader.Read(options.CatalogPath, text) : null)];
        }
        catch (CatalogUnreadableException e)
        {
            return
            [
                ProbeResult.Works(Git, $"branch {options.Branch} at {Short(repository.LastSeenHead ?? "")}; its stacks are not looked for while nobody can read the catalog"),
                _catalog = ProbeResult.Failed(Catalog, $"{options.CatalogPath} cannot be read, so nothing is planned: {OutsideLines.Line(e.Message)}", $"correct that line of {options.CatalogPath}; upgrades catalog check tells the rest"),
            ];
        }
        catch (RepositoryUnavailableException e)
        {
            // The remote itself knows best why; where it would let us in, our own folder is in the way.
            var remote = await repository.CheckAsync(RemoteRight.Read, cancellationToken);
            var failed = remote.Trouble is { } trouble
                ? ProbeResult.Failed(Git, OutsideLines.Line(trouble), remote.Advice!)
                : ProbeResult.Failed(Git, OutsideLines.Line(e.Message), "see to the folder of UPGRADES__REPOSITORY__MIRRORFOLDER: its room, its rights, and whether another service has it");
            return _catalog is { } before ? [failed, before] : [failed];
        }
    }

    private ProbeResult Read(RepositoryHead head)
    {
        var (stacks, images) = (head.Scan.Stacks.Count, head.Scan.Stacks.Sum(s => s.Images.Count));
        var unread = head.Scan.Problems.Count + head.Undecodable.Count;
        var at = $"branch {options.Branch} at {Short(head.Commit)}";
        return stacks == 0
            ? ProbeResult.Failed(Git, $"{at} holds no stack: there is no Terraform where it is looked for", $"set UPGRADES__REPOSITORY__BRANCH to the branch with the Terraform, or stack_roots in {options.CatalogPath}")
            : ProbeResult.Works(Git, $"{at}: {stacks} stacks, {images} images{(unread > 0 ? $"; {unread} files cannot be read (upgrades scan tells which)" : "")}");
    }

    private ProbeResult Judge(CatalogReading? reading)
    {
        if (reading is null)
        {
            return ProbeResult.NotSet(Catalog, $"there is no {options.CatalogPath} (UPGRADES__REPOSITORY__CATALOGPATH): everything is as its defaults are");
        }

        var errors = reading.Problems.Where(p => p.Severity == CatalogSeverity.Error).ToList();
        var warnings = reading.Problems.Count(p => p.Severity == CatalogSeverity.Warning);
        return errors.Count > 0
            ? ProbeResult.Failed(
                Catalog,
                $"{options.CatalogPath} has {errors.Count} errors, each of which leaves out what it stands in; line {errors[0].Line}: {OutsideLines.Line($"{errors[0].Path}: {errors[0].Message}")}",
                $"upgrades catalog check tells each of {options.CatalogPath} with its line and what to do")
            : ProbeResult.Works(Catalog, $"{options.CatalogPath} is valid{(warnings > 0 ? $"; upgrades catalog check tells of {(warnings == 1 ? "a warning" : $"{warnings} warnings")}" : "")}");
    }

    private static string Short(string commit) => commit.Length > ShortSha ? commit[..ShortSha] : commit;
}
