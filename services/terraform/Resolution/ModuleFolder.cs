using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>A block or a value together with the file that it stands in.</summary>
internal readonly record struct Placed<T>(T Node, HclDocument Document);

/// <summary>A <c>module</c> block with a local source.</summary>
/// <param name="Block">The call.</param>
/// <param name="Target">The folder it leads to; null when that lies outside the repository.</param>
internal sealed record LocalCall(Placed<BlockNode> Block, string? Target);

/// <summary>What the files of one folder declare. Override files come last and win (Terraform, "Override Files").</summary>
internal sealed class ModuleFolder
{
    private readonly HashSet<HclDocument> _documents;

    public ModuleFolder(string path, IEnumerable<HclDocument> documents)
    {
        Path = path;
        _documents = [.. documents];
        foreach (var document in _documents.OrderBy(d => Rank(d.File.Path)).ThenBy(d => d.File.Path, StringComparer.Ordinal))
        {
            var isAssignment = SourceKinds.IsTfvars(document.File.Path);
            HasSources |= !isAssignment;
            if (document.Problem is { } problem)
            {
                Unreadable.Add(problem);
            }
            else if (SourceKinds.IsTerragrunt(document.File.Path))
            {
                Terragrunt = document;
            }
            else if (isAssignment)
            {
                Assign(document);
            }
            else
            {
                HasTerraform = true;
                foreach (var block in document.Body!.Blocks)
                {
                    Declare(block, document);
                }
            }
        }
    }

    public string Path { get; }

    public IReadOnlyCollection<HclDocument> Documents => _documents;

    /// <summary>Terraform or Terragrunt, and not only values for it.</summary>
    public bool HasSources { get; }

    public bool HasTerraform { get; private set; }

    public List<SyntaxProblem> Unreadable { get; } = [];
    public Dictionary<string, Placed<BlockNode>> Variables { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, Placed<Expression>> Locals { get; } = new(StringComparer.Ordinal);

    /// <summary>What Terraform loads by itself: <c>terraform.tfvars</c>, then <c>*.auto.tfvars</c> by name.</summary>
    public Dictionary<string, Placed<Expression>> Assignments { get; } = new(StringComparer.Ordinal);

    public List<Placed<BlockNode>> Resources { get; } = [];
    public List<LocalCall> Calls { get; } = [];

    /// <summary>What <c>resource</c> and <c>data</c> blocks declare, by type and name: <c>helm_release.app</c>, <c>data.x.y</c>.</summary>
    public Dictionary<string, Placed<BlockNode>> Declared { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Placed<Expression>> Outputs { get; } = new(StringComparer.Ordinal);

    /// <summary>The folder is a unit of Terragrunt, or what units include.</summary>
    public HclDocument? Terragrunt { get; private set; }

    /// <summary>Would a folder of these documents be the same?</summary>
    public bool IsMadeOf(IEnumerable<HclDocument> documents) => _documents.SetEquals(documents);

    private static int Rank(string path) => RepositoryPath.NameOf(path) switch
    {
        "terraform.tfvars" => 0,
        var name when System.IO.Path.GetFileNameWithoutExtension(name) is "override" => 2,
        var name when System.IO.Path.GetFileNameWithoutExtension(name).EndsWith("_override", StringComparison.Ordinal) => 2,
        _ => 1,
    };

    private void Assign(HclDocument document)
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

    private void Declare(BlockNode block, HclDocument document)
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
                Declared.TryAdd(string.Join('.', block.Labels), new(block, document));
                break;
            case ("data", 2):
                Declared.TryAdd("data." + string.Join('.', block.Labels), new(block, document));
                break;
            case ("output", 1) when block.Body["value"] is { } value:
                Outputs[block.Labels[0]] = new(value, document);
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
