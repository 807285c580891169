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
            var failed = ProbeResult.Failed(Git, OutsideLines.Line(e.Message), Advice(e.Message));
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
            : ProbeResult.Works(Catalog, $"{options.CatalogPath} is valid{(warnings > 0 ? $"; {warnings} warnings (upgrades catalog check tells them)" : "")}");
    }

    private static string Short(string commit) => commit.Length > ShortSha ? commit[..ShortSha] : commit;

    /// <summary>The repository's own words say what is wrong; this says what to do.</summary>
    private string Advice(string words)
    {
        bool Has(params string[] any) => any.Any(a => words.Contains(a, StringComparison.OrdinalIgnoreCase));
        return Has("answered 401") && string.IsNullOrEmpty(options.Password) ? "give UPGRADES__REPOSITORY__PASSWORD a token that may read the repository: there is none"
            : Has("answered 401") ? "give UPGRADES__REPOSITORY__PASSWORD a present token, and UPGRADES__REPOSITORY__USERNAME its user"
            : Has("answered 403") ? "let the token of UPGRADES__REPOSITORY__PASSWORD read this repository"
            : Has("answered 404") ? "correct UPGRADES__REPOSITORY__URL, or let the token of UPGRADES__REPOSITORY__PASSWORD see the repository"
            : Has("SSHKEYFILE", "SSHKNOWNHOSTSFILE") ? "see to the ssh key and the known hosts: UPGRADES__REPOSITORY__SSHKEYFILE, UPGRADES__REPOSITORY__SSHKNOWNHOSTSFILE"
            : Has("has no branch") ? "set UPGRADES__REPOSITORY__BRANCH to a branch that is there"
            : Has("MIRRORFOLDER", "mirror of") ? "see to the folder of UPGRADES__REPOSITORY__MIRRORFOLDER: its room and its rights"
            : Has("certificate", "SSL", "TLS") ? "see whether the certificate at UPGRADES__REPOSITORY__URL is trusted here"
            : Has("silent for", "not done within") ? "see whether the server of UPGRADES__REPOSITORY__URL is well, and whether something between drops what is sent"
            : "see whether UPGRADES__REPOSITORY__URL is right, and whether the server is up and can be reached from here";
    }
}
