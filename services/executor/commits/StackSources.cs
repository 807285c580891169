using Upgrades.Repository;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Executor.Commits;

/// <summary>The Terraform of the repository at one commit, and how the catalog says it is laid out.</summary>
/// <param name="Problem">Why the layout is not known; null: it is.</param>
internal sealed record Sources(IReadOnlyList<SourceFile> Files, TerraformOptions Options, string? Problem);

/// <summary>Reads sources. From one head to the next only changed files are decoded. Not for two callers at once.</summary>
internal sealed class StackSources(InfrastructureRepository repository)
{
    private Dictionary<(string Path, string Blob), SourceFile> _decoded = [];

    /// <param name="catalogOf">Commit whose catalog serves when this one's cannot be read.</param>
    public async Task<Sources> ReadAsync(string commit, string? catalogOf, CancellationToken cancellationToken)
    {
        Dictionary<(string Path, string Blob), SourceFile> decoded = [];
        foreach (var file in await repository.ReadFilesAsync(commit, TerraformEngine.IsSource, cancellationToken))
        {
            var key = (file.Path, file.BlobId);
            if (_decoded.TryGetValue(key, out var known))
            {
                decoded[key] = known;
            }
            else if (SourceFile.TryDecode(file.Path, file.Content.Span, out var source, out _))
            {
                // What is not UTF-8 holds no site that could have been planned.
                decoded[key] = source;
            }
        }

        _decoded = decoded;
        var reading = await repository.ReadCatalogAsync(commit, cancellationToken);
        if (reading.Unreadable && catalogOf is not null)
        {
            reading = await repository.ReadCatalogAsync(catalogOf, cancellationToken);
        }

        return new Sources([.. decoded.Values], Layout(reading.Catalog), reading.Unreadable ? reading.Problems[0].Message : null);
    }

    private static TerraformOptions Layout(Catalog catalog) => new()
    {
        StackRoots = catalog.StackRoots.Count > 0 ? catalog.StackRoots : new TerraformOptions().StackRoots,
        RegistryMirrors = catalog.Mirrors.ToDictionary(m => m.Mirror, m => m.Origin),
    };
}
