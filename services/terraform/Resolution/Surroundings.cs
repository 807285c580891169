using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>The files around a stack, with a memory of which of them it was read from; and a bound on the work it may cause.</summary>
internal sealed class Surroundings(SourceTree tree)
{
    private const int MostSteps = 2_000_000;
    private const int DeepestNesting = 150;

    private readonly Dictionary<string, SourceDocument> _used = new(StringComparer.Ordinal);
    private int _steps;
    private int _depth;

    public SourceTree Tree { get; } = tree;

    /// <summary>By the path they were asked for, which may be that of a link.</summary>
    public IReadOnlyDictionary<string, SourceDocument> Used => _used;

    /// <summary>Something was looked for that is not there or is a list of what is there: a new file may change what was read.</summary>
    public bool DependsOnListing { get; set; }

    /// <summary>A file by its path in the repository.</summary>
    public SourceDocument? Open(string path)
    {
        if (Tree.Document(path) is { } document)
        {
            _used[path] = document;
            return document;
        }

        DependsOnListing = true;
        return null;
    }

    /// <summary>May something be worked out? Neither too deeply nor for too long: texts of strangers may refer to each other in rings or double at every turn.</summary>
    public bool TryGoDeeper()
    {
        var may = ++_steps <= MostSteps && _depth < DeepestNesting;
        _depth += may ? 1 : 0;
        return may;
    }

    /// <summary>What <see cref="TryGoDeeper"/> allowed is done.</summary>
    public void ComeBack() => _depth--;
}
