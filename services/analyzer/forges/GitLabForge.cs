using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace Upgrades.Analyzer.Forges;

/// <summary>GitLab, theirs or one's own (<c>reference/github.md</c>, "GitLab"). A project's path is one escaped word in its addresses.</summary>
internal sealed class GitLabForge(ForgeConnection connection) : IForge
{
    private const string Api = "api/v4/projects/";
    private const int PageSize = 100;

    /// <summary>A folder with more files than this is not one of release notes.</summary>
    private const int MostListPages = 5;

    public string Host => connection.Host;

    public async Task<ForgeRepository?> FindAsync(string path, CancellationToken cancellationToken) =>
        await connection.GetAsync(Project(path), cancellationToken) is { } answer && connection.Read<ProjectJson>(answer) is { PathWithNamespace: { } name } found
            ? new ForgeRepository(Host, ForgePath.Checked(name, Host), ForgePath.Page(found.WebUrl) ?? $"https://{Host}/{name}")
            {
                DefaultBranch = found.DefaultBranch is { Length: > 0 } branch ? branch : "HEAD",
                Archived = found.Archived,
                Fork = found.ForkedFromProject is not null,
                ForkOf = found.ForkedFromProject?.PathWithNamespace,
            }
            : null;

    public async IAsyncEnumerable<IReadOnlyList<ForgeRelease>> ReleasePagesAsync(string path, int mostPages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 1; page <= mostPages; page++)
        {
            if (await connection.GetAsync($"{Project(path)}/releases?order_by=released_at&sort=desc&per_page={PageSize}&page={page}", cancellationToken) is not { } answer)
            {
                yield break;
            }

            yield return [.. connection.Read<List<Release>>(answer).Where(r => r.TagName is not null)
                .Select(r => new ForgeRelease(r.TagName!, r.Description, ForgePath.Page(r.Links?.Self), r.UpcomingRelease, Prerelease: false))];
            if (!answer.HasNext)
            {
                yield break;
            }
        }
    }

    public async Task<IReadOnlyList<ForgeEntry>> ListAsync(string path, string folder, string? tag, CancellationToken cancellationToken)
    {
        List<ForgeEntry> entries = [];
        for (var page = 1; page <= MostListPages; page++)
        {
            var address = $"{Project(path)}/repository/tree?path={Uri.EscapeDataString(folder)}{(tag is null ? "" : $"&ref={Uri.EscapeDataString(tag)}")}&per_page={PageSize}&page={page}";
            if (await connection.GetAsync(address, cancellationToken) is not { } answer)
            {
                break;
            }

            entries.AddRange(connection.Read<List<Entry>>(answer).Where(e => e.Name is not null && e.Type is "blob" or "tree").Select(e => new ForgeEntry(e.Name!, e.Type == "tree", null)));
            if (!answer.HasNext)
            {
                break;
            }
        }

        return entries;
    }

    public async Task<string?> ReadFileAsync(string path, string file, string? tag, CancellationToken cancellationToken) =>
        await connection.GetAsync($"{Project(path)}/repository/files/{Uri.EscapeDataString(file)}/raw?ref={Uri.EscapeDataString(tag ?? "HEAD")}", cancellationToken) is { } answer
            ? Encoding.UTF8.GetString(answer.Body) : null;

    public string PageOf(ForgeRepository repository, string file, string? tag, int line) =>
        $"{repository.Url}/-/blob/{ForgePath.Escape(tag ?? repository.DefaultBranch)}/{ForgePath.Escape(file)}?plain=1#L{line}";

    private static string Project(string path) => Api + Uri.EscapeDataString(path);

    private sealed record ProjectJson(string? PathWithNamespace, string? WebUrl, string? DefaultBranch, bool Archived, ProjectJson? ForkedFromProject);

    private sealed record Release(string? TagName, string? Description, bool UpcomingRelease, [property: JsonPropertyName("_links")] Links? Links);

    private sealed record Links(string? Self);

    private sealed record Entry(string? Type, string? Name);
}
