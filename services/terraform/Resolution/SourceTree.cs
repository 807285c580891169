using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>All sources of a repository, read, by folder. A link is the file that it leads to, under one more name.</summary>
internal sealed class SourceTree
{
    private const int MostLinksInARow = 8;

    private readonly Dictionary<string, SourceDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceFile> _links = new(StringComparer.Ordinal);
    private readonly List<SyntaxProblem> _notRead = [];

    public SourceTree(params IEnumerable<SourceFile> files)
        : this(files, last: null)
    {
    }

    /// <param name="last">What it holds of the same files is not read again.</param>
    public SourceTree(IEnumerable<SourceFile> files, SourceTree? last)
    {
        foreach (var file in files.Where(f => SourceKinds.IsSource(f.Path)))
        {
            if (SourceKinds.IsJsonSyntax(file.Path))
            {
                _notRead.Add(new SyntaxProblem(file.Path, 1, 1, "Terraform's JSON syntax is not read: versions in it are not seen"));
            }
            else if (file.IsLink)
            {
                _links[file.Path] = file;
            }
            else
            {
                _documents[file.Path] = last?._documents.GetValueOrDefault(file.Path) is { } known && known.File == file ? known : SourceDocument.Read(file);
            }
        }

        Folders = ByFolder(last);
    }

    private SourceTree(SourceTree last, IEnumerable<SourceFile> changed)
    {
        (_documents, _links, _notRead) = (new(last._documents, StringComparer.Ordinal), last._links, last._notRead);
        foreach (var file in changed)
        {
            _documents[file.Path] = SourceDocument.Read(file);
        }

        Folders = ByFolder(last);
    }

    public IReadOnlyDictionary<string, ModuleFolder> Folders { get; }

    public IEnumerable<SyntaxProblem> Problems => _documents.Values
        .Where(d => SourceKinds.IsTerraform(d.File.Path) && d.Problem is not null).Select(d => d.Problem!).Concat(_notRead).OrderBy(p => p.Path, StringComparer.Ordinal);

    public IReadOnlyCollection<SourceDocument> Documents => _documents.Values;

    /// <summary>Of files and of links.</summary>
    public IEnumerable<string> Paths => _documents.Keys.Concat(_links.Keys);

    public SourceDocument? Document(string path)
    {
        for (var links = 0; links < MostLinksInARow && _links.TryGetValue(path, out var link); links++)
        {
            path = RepositoryPath.Follow(RepositoryPath.FolderOf(path), link.Text) ?? "";
        }

        return _documents.GetValueOrDefault(path);
    }

    /// <summary>Does it hold the very same documents?</summary>
    public bool IsSameAs(SourceTree other) => HasSameOthers(other)
        && _documents.Count == other._documents.Count && _documents.All(d => other._documents.GetValueOrDefault(d.Key) == d.Value);

    /// <summary>Has it the same files with the same text?</summary>
    public bool ReadsLike(SourceTree other) => HasSameOthers(other)
        && _documents.Count == other._documents.Count && _documents.All(d => other._documents.GetValueOrDefault(d.Key)?.File.Text == d.Value.File.Text);

    /// <summary>The same tree with some files replaced; the others are not read again.</summary>
    public SourceTree With(IEnumerable<SourceFile> changed) => new(this, changed);

    private bool HasSameOthers(SourceTree other) => _notRead.SequenceEqual(other._notRead) && _links.Count == other._links.Count && _links.All(l => other._links.GetValueOrDefault(l.Key) == l.Value);

    private Dictionary<string, ModuleFolder> ByFolder(SourceTree? last) =>
        Paths.Where(SourceKinds.IsTerraform).Select(p => (Folder: RepositoryPath.FolderOf(p), Document: Document(p) as HclDocument)).Where(d => d.Document is not null)
            .GroupBy(d => d.Folder, d => d.Document!, StringComparer.Ordinal)
            .Select(g => last?.Folders.GetValueOrDefault(g.Key) is { } known && known.IsMadeOf(g) ? known : new ModuleFolder(g.Key, g))
            .Where(f => f.HasSources)
            .ToDictionary(f => f.Path, StringComparer.Ordinal);
}
