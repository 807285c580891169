using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>A block or a value together with the file that it stands in.</summary>
internal readonly record struct Placed<T>(T Node, SourceDocument Document);

/// <summary>A <c>module</c> block with a local source.</summary>
/// <param name="Block">The call.</param>
/// <param name="Target">The folder it leads to; null when that lies outside the repository.</param>
internal sealed record LocalCall(Placed<BlockNode> Block, string? Target);

/// <summary>What the files of one folder declare. Override files come last and win (Terraform, "Override Files").</summary>
internal sealed class ModuleFolder
{
    private readonly HashSet<SourceDocument> _documents;

    public ModuleFolder(string path, IEnumerable<SourceDocument> documents)
    {
        Path = path;
        _documents = [.. documents];
        foreach (var document in _documents.OrderBy(d => Rank(d.File.Path)).ThenBy(d => d.File.Path, StringComparer.Ordinal))
        {
            var isAssignment = IsTfvars(document);
            HasSources |= !isAssignment;
            if (document.Problem is { } problem)
            {
                Unreadable.Add(problem);
            }
            else if (isAssignment)
            {
                Assign(document);
            }
            else
            {
                foreach (var block in document.Body!.Blocks)
                {
                    Declare(block, document);
                }
            }
        }
    }

    public string Path { get; }
    public bool HasSources { get; }
    public List<SyntaxProblem> Unreadable { get; } = [];
    public Dictionary<string, Placed<BlockNode>> Variables { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, Placed<Expression>> Locals { get; } = new(StringComparer.Ordinal);

    /// <summary>What Terraform loads by itself: <c>terraform.tfvars</c>, then <c>*.auto.tfvars</c> by name.</summary>
    public Dictionary<string, Placed<Expression>> Assignments { get; } = new(StringComparer.Ordinal);

    public List<Placed<BlockNode>> Resources { get; } = [];
    public List<LocalCall> Calls { get; } = [];

    /// <summary>Would a folder of these documents be the same?</summary>
    public bool IsMadeOf(IEnumerable<SourceDocument> documents) => _documents.SetEquals(documents);

    private static bool IsTfvars(SourceDocument document) => document.File.Path.EndsWith(".tfvars", StringComparison.Ordinal);

    private static int Rank(string path) => RepositoryPath.NameOf(path) switch
    {
        "terraform.tfvars" => 0,
        var name when System.IO.Path.GetFileNameWithoutExtension(name) is "override" => 2,
        var name when System.IO.Path.GetFileNameWithoutExtension(name).EndsWith("_override", StringComparison.Ordinal) => 2,
        _ => 1,
    };

    private void Assign(SourceDocument document)
    {
        var name = RepositoryPath.NameOf(document.File.Path);
        if (name != "terraform.tfvars" && !name.EndsWith(".auto.tfvars", StringComparison.Ordinal))
        {
            return;
        }

        foreach (var attribute in document.Body!.Attributes)
        {
            Assignments[attribute.Name] = new(attribute.Value, document);
        }
    }

    private void Declare(BlockNode block, SourceDocument document)
    {
        switch (block.Type, block.Labels.Count)
        {
            case ("variable", 1):
                Variables[block.Labels[0]] = new(block, document);
                break;
            case ("locals", 0):
                foreach (var attribute in block.Body.Attributes)
                {
                    Locals[attribute.Name] = new(attribute.Value, document);
                }

                break;
            case ("resource", 2):
                Resources.Add(new(block, document));
                break;
            case ("module", 1) when block.Body["source"] is TemplateExpression { IsPlain: true, Heredoc: false } source:
                var text = source.Inner.Of(document.File.Text);
                if (text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal) || text is "." or "..")
                {
                    Calls.Add(new LocalCall(new(block, document), RepositoryPath.Follow(Path, text)));
                }

                break;
        }
    }
}
