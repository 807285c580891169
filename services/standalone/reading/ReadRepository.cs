using Upgrades.Repository;
using Upgrades.Standalone.Commands;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Reading;

/// <summary>Reads a repository from wherever <c>--repo</c> says it is: a work tree, a bare repository, or an address.</summary>
internal static class ReadRepository
{
    private static readonly string[] Schemes = ["https", "http", "ssh"];

    /// <param name="branch">Null: a work tree as it lies there, else where HEAD points to.</param>
    /// <exception cref="WrongInputException">There is no such repository or branch, or nobody lets us in.</exception>
    public static async Task<RepositoryContent> ReadAsync(string place, string? branch, IConfiguration settings, ProgressLine progress, CancellationToken cancellationToken)
    {
        if (branch is not null && !RepositoryOptions.IsBranch(branch))
        {
            throw new WrongInputException($"--branch {branch} is no name of a branch");
        }

        branch = branch == RepositoryOptions.RemoteDefault ? null : branch;
        var folder = Uri.TryCreate(place, UriKind.Absolute, out var address) && address.IsFile ? address.LocalPath : place;
        if (Directory.Exists(folder))
        {
            return branch is not null || LocalRepository.IsBare(folder) ? ReadCommit(folder, branch) : WorkTree.Read(folder);
        }

        if (RemoteAddress.IsLocal(place) || (address is not null && place.Contains("://", StringComparison.Ordinal) && !Schemes.Contains(address.Scheme)))
        {
            throw new WrongInputException($"--repo {place} is neither a folder, nor a bare git repository, nor an address (https://…, http://…, ssh://…, git@host:path)");
        }

        return await RemoteRepository.ReadAsync(place, branch, settings, progress, cancellationToken);
    }

    private static RepositoryContent ReadCommit(string folder, string? branch)
    {
        if (!LocalRepository.TryOpen(folder, branch, out var repository, out var objection))
        {
            throw new WrongInputException($"--repo {objection}");
        }

        using (repository)
        {
            try
            {
                return new RepositoryContent
                {
                    Name = Path.GetFullPath(folder),
                    Commit = repository.Commit,
                    Files = repository.ReadFiles(TerraformEngine.IsSource),
                    Catalog = repository.ReadFile(new RepositoryOptions().CatalogPath),
                };
            }
            catch (RepositoryUnavailableException e)
            {
                throw new WrongInputException($"--repo {e.Message}");
            }
        }
    }
}
