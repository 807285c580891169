using System.Runtime.CompilerServices;
using System.Text;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Forges;

/// <summary>Forgejo and Gitea, which speak alike (<c>reference/github.md</c>, "Forgejo / Gitea").</summary>
internal sealed class ForgejoForge(ForgeConnection connection) : IForge
{
    private const string Api = "api/v1/repos/";
    private const int PageSize = 50;

    public string Host => connection.Host;

    public async Task<ForgeRepository?> FindAsync(string path, CancellationToken cancellationToken) =>
        await connection.GetAsync(Api + ForgePath.Escape(path), cancellationToken) is { } answer && connection.Read<Repository>(answer) is { FullName: { } name } found
            ? new ForgeRepository(Host, ForgePath.Checked(name, Host), ForgePath.Page(found.HtmlUrl) ?? $"https://{Host}/{name}")
            {
                DefaultBranch = found.DefaultBranch is { Length: > 0 } branch ? branch : "HEAD",
                Archived = found.Archived,
                Fork = found.Fork,
                ForkOf = found.Parent?.FullName,
            }
            : null;

    public async IAsyncEnumerable<IReadOnlyList<ForgeRelease>> ReleasePagesAsync(string path, int mostPages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 1; page <= mostPages; page++)
        {
            if (await connection.GetAsync($"{Api}{ForgePath.Escape(path)}/releases?draft=false&limit={PageSize}&page={page}", cancellationToken) is not { } answer)
            {
                yield break;
            }

            yield return [.. connection.Read<List<Release>>(answer).Where(r => r.TagName is not null)
                .Select(r => new ForgeRelease(r.TagName!, r.Body, ForgePath.Page(r.HtmlUrl), r.Draft, r.Prerelease))];
            if (!answer.HasNext)
            {
                yield break;
            }
        }
    }

    public async Task<IReadOnlyList<ForgeEntry>> ListAsync(string path, string folder, string? tag, CancellationToken cancellationToken) =>
        await connection.GetAsync(Contents(path, folder, tag), cancellationToken) is { Body: [(byte)'[', ..] } answer
            ? [.. connection.Read<List<Entry>>(answer).Where(e => e.Name is not null && e.Type is "file" or "dir").Select(e => new ForgeEntry(e.Name!, e.Type == "dir", e.Size))]
            : [];

    public async Task<string?> ReadFileAsync(string path, string file, string? tag, CancellationToken cancellationToken)
    {
        if (await connection.GetAsync(Contents(path, file, tag), cancellationToken) is not { Body: [(byte)'{', ..] } answer)
        {
            return null;
        }

        try
        {
            return connection.Read<Entry>(answer).Content is { } content ? Encoding.UTF8.GetString(Convert.FromBase64String(content)) : null;
        }
        catch (FormatException)
        {
            throw new OutsideUnavailableException($"{Host} sent {file} as something that is no base64");
        }
    }

    public string PageOf(ForgeRepository repository, string file, string? tag, int line) =>
        $"{repository.Url}/src/{(tag is null ? $"branch/{ForgePath.Escape(repository.DefaultBranch)}" : $"tag/{Uri.EscapeDataString(tag)}")}/{ForgePath.Escape(file)}?display=source#L{line}";

    private static string Contents(string path, string below, string? tag) =>
        $"{Api}{ForgePath.Escape(path)}/contents{(below.Length == 0 ? "" : "/" + ForgePath.Escape(below))}{(tag is null ? "" : $"?ref={Uri.EscapeDataString(tag)}")}";

    private sealed record Repository(string? FullName, string? HtmlUrl, string? DefaultBranch, bool Archived, bool Fork, Repository? Parent);

    private sealed record Release(string? TagName, string? Body, string? HtmlUrl, bool Draft, bool Prerelease);

    private sealed record Entry(string? Type, string? Name, long? Size, string? Content);
}
