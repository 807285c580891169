using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>A file of Terragrunt as one unit reads it, with what it includes (Terragrunt, "HCL Blocks": terraform, include, locals; "Attributes": inputs).</summary>
internal sealed class TerragruntFile : Names
{
    private static readonly string[] VariableFileArguments = ["required_var_files", "optional_var_files", "arguments"];

    private readonly HclDocument _document;
    private readonly TerragruntFile? _includedBy;
    private readonly Dictionary<string, Deferred> _known = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<(string Name, TerragruntFile File)>> _includes;

    private TerragruntFile(HclDocument document, string unit, Surroundings surroundings, TerragruntFile? includedBy)
    {
        (_document, WorkingFolder, Surroundings, _includedBy) = (document, unit, surroundings, includedBy);
        _includes = new(ReadIncludes);
    }

    public static TerragruntFile Of(ModuleFolder folder, Surroundings surroundings)
    {
        surroundings.Open(folder.Terragrunt!.File.Path);
        return new(folder.Terragrunt, folder.Path, surroundings, null);
    }

    public override Surroundings Surroundings { get; }

    /// <summary>Folder of the unit, also while a file is read that it includes.</summary>
    public override string WorkingFolder { get; }

    public override TerragruntFile Terragrunt => this;

    public ModuleFolder? Unit => Surroundings.Tree.Folders.GetValueOrDefault(WorkingFolder);

    /// <summary>Of the file itself.</summary>
    public string FileFolder => RepositoryPath.FolderOf(_document.File.Path);

    /// <summary>Folder of the first file that the unit includes.</summary>
    public string? IncludedFolder => _includedBy is not null ? FileFolder : _includes.Value is [var first, ..] ? first.File.FileFolder : null;

    public Spot Spot => new(_document, new TextSpan(0, 0));

    /// <summary>Where the module lies; null when none is named, unknown when it is not in the repository.</summary>
    public Value? Source => Blocks("terraform").Select(b => b.Block.Body["source"] is { } source ? Evaluator.Evaluate(new Term(source, b.File._document, b.File)) : null)
        .FirstOrDefault(s => s is not null);

    /// <summary>The unit's own win over those of what it includes.</summary>
    public Value Inputs => new MergedValue([.. _includes.Value.Select(i => i.File.Inputs), Own("inputs")]);

    public static Value? Read(string path, TerragruntFile reader) =>
        reader.Surroundings.Open(path) is HclDocument { Body: not null } document ? new TerragruntFile(document, RepositoryPath.FolderOf(path), reader.Surroundings, null).Exposed : null;

    public override Value? Find(string word, Spot at) => word switch
    {
        "local" => new NamedValue((name, spot) => Known(name, spot)),
        "include" => new NamedValue((name, spot) => _includes.Value.FirstOrDefault(i => i.Name == name).File?.Exposed ?? (Value)new UnknownValue($"{spot.Short} is not included", spot)),
        _ => new UnknownValue($"{at.Short} is known only when Terragrunt runs", at),
    };

    /// <summary>What <c>extra_arguments</c> pass by <c>-var-file</c>, in order.</summary>
    public IEnumerable<HclDocument> VariableFiles() =>
        from block in Blocks("terraform")
        from extra in block.Block.Body.Blocks.Where(b => b.Type == "extra_arguments")
        from name in VariableFileArguments
        where extra.Body[name] is not null
        from element in Evaluator.Evaluate(new Term(extra.Body[name]!, block.File._document, block.File)).Elements(Spot).Elements ?? []
        let text = (element.Value.Value as TextValue)?.Text is { Hole: null } known ? known.Text : null
        where text is not null && (name != "arguments" || text.StartsWith("-var-file=", StringComparison.Ordinal))
        let path = RepositoryPath.Locate(WorkingFolder, name == "arguments" ? text["-var-file=".Length..] : text)
        where path is not null
        let document = Surroundings.Open(path) as HclDocument
        where document?.Body is not null
        select document;

    private NamedValue Exposed => new((name, spot) => name switch
    {
        "locals" => Find("local", spot)!,
        "inputs" => Inputs,
        _ => new UnknownValue($"{spot.Short} is not followed", spot),
    });

    private IEnumerable<(TerragruntFile File, BlockNode Block)> Blocks(string type) =>
        (_document.Body?.Blocks ?? []).Where(b => b.Type == type).Select(b => (this, b)).Concat(_includes.Value.SelectMany(i => i.File.Blocks(type)));

    private Value Own(string attribute) => _document.Body?[attribute] is { } value ? Evaluator.Evaluate(new Term(value, _document, this)) : new NullValue();

    private Value Known(string name, Spot at)
    {
        if (!_known.TryGetValue(name, out var known))
        {
            var value = _document.Body?.Blocks.Where(b => b.Type == "locals").Select(b => b.Body[name]).FirstOrDefault(v => v is not null);
            _known[name] = known = value is not null ? new Term(value, _document, this).Deferred()
                : Deferred.Of(new UnknownValue($"local.{name} is not declared", at) { IsError = true }, at);
        }

        return known.Value;
    }

    private IReadOnlyList<(string Name, TerragruntFile File)> ReadIncludes() =>
    [
        // An included file cannot include another.
        .. from block in _includedBy is null ? _document.Body?.Blocks ?? [] : []
           where block.Type == "include" && block.Body["path"] is not null
           let path = Evaluator.TextOf(new Term(block.Body["path"]!, _document, this))
           let place = path is null ? null : RepositoryPath.Locate(WorkingFolder, path)
           let document = place is null ? null : Surroundings.Open(place) as HclDocument
           where document?.Body is not null
           select (block.Labels is [var label, ..] ? label : "", new TerragruntFile(document, WorkingFolder, Surroundings, this)),
    ];
}
