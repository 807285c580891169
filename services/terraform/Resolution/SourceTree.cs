using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>All sources of a repository, read, by folder.</summary>
internal sealed class SourceTree
{
    private readonly Dictionary<string, SourceDocument> _documents = new(StringComparer.Ordinal);

    public SourceTree(params IEnumerable<SourceFile> files)
        : this(files, last: null)
    {
    }

    /// <param name="last">What it holds of the same files is not read again.</param>
    public SourceTree(IEnumerable<SourceFile> files, SourceTree? last)
        : this(files.Where(f => TerraformEngine.IsSource(f.Path)).Select(f => last?.Document(f.Path) is { } known && known.File == f ? known : SourceDocument.Read(f)), last)
    {
    }

    private SourceTree(IEnumerable<SourceDocument> documents, SourceTree? last)
    {
        foreach (var document in documents)
        {
            _documents[document.File.Path] = document;
        }

        Folders = _documents.Values.OfType<HclDocument>().Where(d => SourceKinds.IsTerraform(d.File.Path))
            .GroupBy(d => RepositoryPath.FolderOf(d.File.Path), StringComparer.Ordinal)
            .Select(g => last?.Folders.GetValueOrDefault(g.Key) is { } known && known.IsMadeOf(g) ? known : new ModuleFolder(g.Key, g))
            .Where(f => f.HasSources)
            .ToDictionary(f => f.Path, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, ModuleFolder> Folders { get; }

    public IEnumerable<SyntaxProblem> Problems => _documents.Values
        .Where(d => SourceKinds.IsTerraform(d.File.Path) && d.Problem is not null).Select(d => d.Problem!).OrderBy(p => p.Path, StringComparer.Ordinal);

    public IReadOnlyCollection<SourceDocument> Documents => _documents.Values;

    public SourceDocument? Document(string path) => _documents.GetValueOrDefault(path);

    /// <summary>Does it hold the very same documents?</summary>
    public bool IsSameAs(SourceTree other) => _documents.Count == other._documents.Count && _documents.All(d => other.Document(d.Key) == d.Value);

    /// <summary>Has it the same files with the same text?</summary>
    public bool ReadsLike(SourceTree other) => _documents.Count == other._documents.Count && _documents.All(d => other.Document(d.Key)?.File.Text == d.Value.File.Text);

    /// <summary>The same tree with some files replaced; the others are not read again.</summary>
    public SourceTree With(IEnumerable<SourceFile> changed) => new(_documents.Values.Concat(changed.Select(SourceDocument.Read)), this);
}
