using Upgrades.Repository;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Executor.Commits;

/// <summary>The Terraform of the repository at one commit, laid out as the catalog says.</summary>
/// <param name="Problem">Why the layout is not known; null: it is.</param>
internal sealed record Sources(RepositoryScan Scan, Catalog Catalog, string? Problem);

/// <summary>Reads sources. From one head to the next only changed files are read. Not for two callers at once.</summary>
internal sealed class StackSources(InfrastructureRepository repository)
{
    private Dictionary<(string Path, string Blob), SourceFile> _decoded = [];
    private RepositoryScan? _last;

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
                decoded[key] = source with { IsLink = file.IsLink };
            }
        }

        _decoded = decoded;
        var reading = await repository.ReadCatalogAsync(commit, cancellationToken);
        if (reading.Unreadable && catalogOf is not null)
        {
            reading = await repository.ReadCatalogAsync(catalogOf, cancellationToken);
        }

        _last = TerraformEngine.Scan(decoded.Values, Layout(reading.Catalog), _last);
        return new Sources(_last, reading.Catalog, reading.Unreadable ? reading.Problems[0].Message : null);
    }

    private static TerraformOptions Layout(Catalog catalog) => new()
    {
        StackRoots = catalog.StackRoots.Count > 0 ? catalog.StackRoots : new TerraformOptions().StackRoots,
        RegistryMirrors = catalog.Mirrors.ToDictionary(m => m.Mirror, m => m.Origin),
    };
}
