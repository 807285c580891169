using Upgrades.Repository;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Reading;

/// <summary>What a repository holds for us, wherever it is.</summary>
internal sealed record RepositoryContent
{
    /// <summary>Identity of the repository in upgrade ids.</summary>
    public required string Name { get; init; }

    public required string Commit { get; init; }

    /// <summary>Those that the engine wants to see.</summary>
    public required IReadOnlyList<RepositoryFile> Files { get; init; }

    /// <summary>For messages.</summary>
    public string CatalogPath { get; init; } = new RepositoryOptions().CatalogPath;

    /// <summary>Null: there is none.</summary>
    public ReadOnlyMemory<byte>? Catalog { get; init; }

    /// <summary>Files and folders that could not be opened.</summary>
    public IReadOnlyList<SyntaxProblem> Unopened { get; init; } = [];
}
