using System.Text;
using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.GitHub;

/// <summary>Files at a tag, and in folders.</summary>
internal sealed partial class GitHubClient
{
    private const string Raw = "application/vnd.github.raw+json";

    /// <param name="folder">Empty: the root.</param>
    /// <param name="tag">Null: the default branch as it is now.</param>
    /// <returns>Empty when there is no such folder.</returns>
    public async Task<IReadOnlyList<ForgeEntry>> ListAsync(string fullName, string folder, string? tag, CancellationToken cancellationToken) =>
        await connection.ReadAsync(Contents(fullName, folder, tag), Json, cancellationToken) is { Body: [(byte)'[', ..] } answer
            ? [.. Read<List<SizedEntry>>(answer.Body).Where(e => e.Name is not null && e.Type is "file" or "dir").Select(e => new ForgeEntry(e.Name!, e.Type == "dir", e.Size))]
            : [];

    /// <returns>Null when there is no such file.</returns>
    public async Task<string?> ReadFileAsync(string fullName, string file, string? tag, CancellationToken cancellationToken) =>
        await connection.ReadAsync(Contents(fullName, file, tag), Raw, cancellationToken) is { } answer ? Encoding.UTF8.GetString(answer.Body) : null;

    private Uri Contents(string fullName, string below, string? tag) =>
        connection.Address($"repos/{fullName}/contents/{ForgePath.Escape(below)}{(tag is null ? "" : $"?ref={Uri.EscapeDataString(tag)}")}");

    private sealed record SizedEntry(string? Type, string? Name, long? Size);
}
