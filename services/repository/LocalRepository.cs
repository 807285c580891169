using System.Diagnostics.CodeAnalysis;
using LibGit2Sharp;
using Upgrades.Repository.Mirroring;
using Upgrades.Repository.Remote;
using GitRepository = LibGit2Sharp.Repository;

namespace Upgrades.Repository;

/// <summary>A git repository on this machine, read at a branch's commit and never written to. For one caller at a time.</summary>
public sealed class LocalRepository : IDisposable
{
    private readonly GitRepository _repository;
    private readonly FileCache _files = new();
    private readonly Commit _commit;

    private LocalRepository(GitRepository repository, Commit commit) => (_repository, _commit) = (repository, commit);

    /// <summary>The sha that is read.</summary>
    public string Commit => _commit.Sha;

    /// <summary>Is this folder a repository without a work tree, or the <c>.git</c> of one with? As git itself tells (<c>is_git_directory</c>).</summary>
    public static bool IsBare(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs"));

    /// <param name="branch">Null: where HEAD points to.</param>
    /// <param name="objection">Why there is nothing to read, for a person.</param>
    public static bool TryOpen(string folder, string? branch, [NotNullWhen(true)] out LocalRepository? repository, [NotNullWhen(false)] out string? objection)
    {
        GitRuntime.Prepare();
        (repository, objection) = (null, null);
        GitRepository? opened = null;
        try
        {
            opened = new GitRepository(folder);
            if ((branch is null ? opened.Head.Tip : opened.Branches[$"refs/heads/{branch}"]?.Tip) is { } commit)
            {
                repository = new LocalRepository(opened, commit);
                return true;
            }

            objection = branch is null ? $"{folder} has no commit where its HEAD points to: name a branch" : $"{folder} has no branch '{branch}'";
        }
        catch (RepositoryNotFoundException)
        {
            objection = $"{folder} is no git repository, so it has no branches";
        }
        catch (LibGit2SharpException e)
        {
            objection = $"{folder} cannot be read by git: {e.Message}";
        }

        opened?.Dispose();
        return false;
    }

    /// <summary>Files whose path is wanted, and symbolic links as such. Submodules are none.</summary>
    /// <exception cref="RepositoryUnavailableException">An object is missing or broken.</exception>
    public IReadOnlyList<RepositoryFile> ReadFiles(Func<string, bool> wanted) => Look(() => _files.Read(_repository, _commit, wanted));

    /// <summary>Null when the commit has no such file.</summary>
    /// <exception cref="RepositoryUnavailableException">An object is missing or broken.</exception>
    public ReadOnlyMemory<byte>? ReadFile(string path) => Look(() => _files.Find(_repository, _commit, path));

    public void Dispose() => _repository.Dispose();

    private T Look<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (LibGit2SharpException e)
        {
            throw new RepositoryUnavailableException($"{_repository.Info.Path} cannot be read by git: {e.Message}", e);
        }
    }
}
