using System.Runtime.CompilerServices;
using Upgrades.Analyzer.GitHub;

namespace Upgrades.Analyzer.Forges;

/// <summary>GitHub, or the Enterprise Server that the settings name in its place.</summary>
internal sealed class GitHubForge(GitHubClient client) : IForge
{
    public string Host => ForgeAddress.GitHub;

    public async Task<ForgeRepository?> FindAsync(string path, CancellationToken cancellationToken) =>
        await client.FindRepositoryAsync(path, cancellationToken) is { FullName: { } name } found
            ? new ForgeRepository(Host, ForgePath.Checked(name, Host), ForgePath.Page(found.HtmlUrl) ?? $"https://{Host}/{name}")
            {
                Archived = found.Archived,
                Fork = found.Fork,
                ForkOf = found.Parent?.FullName,
            }
            : null;

    public async IAsyncEnumerable<IReadOnlyList<ForgeRelease>> ReleasePagesAsync(string path, int mostPages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in client.ReleasePagesAsync(path, mostPages, cancellationToken))
        {
            yield return [.. page.Select(r => new ForgeRelease(r.TagName, r.Body, ForgePath.Page(r.HtmlUrl), r.Draft, r.Prerelease))];
        }
    }

    public Task<IReadOnlyList<ForgeEntry>> ListAsync(string path, string folder, string? tag, CancellationToken cancellationToken) =>
        client.ListAsync(path, folder, tag, cancellationToken);

    public Task<string?> ReadFileAsync(string path, string file, string? tag, CancellationToken cancellationToken) =>
        client.ReadFileAsync(path, file, tag, cancellationToken);

    /// <summary>A rendered page has no lines, so the plain one is named.</summary>
    public string PageOf(ForgeRepository repository, string file, string? tag, int line) =>
        $"{repository.Url}/blob/{ForgePath.Escape(tag ?? repository.DefaultBranch)}/{ForgePath.Escape(file)}?plain=1#L{line}";
}
