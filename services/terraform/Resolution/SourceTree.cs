using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>All sources of a repository, read, by folder.</summary>
internal sealed class SourceTree
{
    private readonly Dictionary<string, SourceDocument> _documents = new(StringComparer.Ordinal);

    public SourceTree(params IEnumerable<SourceFile> files)
        : this(files.Where(f => TerraformEngine.IsSource(f.Path)).Select(SourceDocument.Read))
    {
    }

    private SourceTree(IEnumerable<SourceDocument> documents)
    {
        foreach (var document in documents)
        {
            _documents[document.File.Path] = document;
        }

        Folders = _documents.Values
            .GroupBy(d => RepositoryPath.FolderOf(d.File.Path), StringComparer.Ordinal)
            .Select(g => new ModuleFolder(g.Key, g))
            .Where(f => f.HasSources)
            .ToDictionary(f => f.Path, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, ModuleFolder> Folders { get; }

    public IEnumerable<SyntaxProblem> Problems => _documents.Values
        .Where(d => d.Problem is not null).Select(d => d.Problem!).OrderBy(p => p.Path, StringComparer.Ordinal);

    public SourceDocument? Document(string path) => _documents.GetValueOrDefault(path);

    /// <summary>The same tree with some files replaced; the others are not read again.</summary>
    public SourceTree With(IEnumerable<SourceFile> changed) => new(_documents.Values.Concat(changed.Select(SourceDocument.Read)));
}
