using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>A folder as one caller uses it: two callers, or two elements of a <c>for_each</c>, are two instances with their own inputs.</summary>
internal sealed class ModuleInstance : Names
{
    private readonly ModuleInstance? _caller;
    private readonly LocalCall? _call;
    private readonly Names? _callNames;
    private readonly RootInputs? _inputs;
    private readonly Dictionary<string, Deferred> _known = new(StringComparer.Ordinal);

    /// <summary>Where Terraform is run.</summary>
    public ModuleInstance(ModuleFolder folder, Surroundings surroundings, RootInputs inputs)
    {
        (Folder, Surroundings, _inputs) = (folder, surroundings, inputs);
        (WorkingFolder, Prefix) = (folder.Path, "");
    }

    /// <param name="folder">What is called.</param>
    /// <param name="caller">From where.</param>
    /// <param name="call">The block.</param>
    /// <param name="key">Of the element, as addresses show it: <c>["a"]</c>; empty without a <c>for_each</c>.</param>
    /// <param name="callNames">What words mean in the call, <c>each</c> among them.</param>
    public ModuleInstance(ModuleFolder folder, ModuleInstance caller, LocalCall call, string key, Names callNames)
    {
        (Folder, Surroundings, _caller, _call, _callNames) = (folder, caller.Surroundings, caller, call, callNames);
        (WorkingFolder, Prefix) = (caller.WorkingFolder, $"{caller.Prefix}module.{call.Block.Node.Labels[0]}{key}.");
    }

    public ModuleFolder Folder { get; }

    public override Surroundings Surroundings { get; }

    public override string WorkingFolder { get; }

    /// <summary><c>module.a.module.b.</c>, empty for a root.</summary>
    public string Prefix { get; }

    public bool IsInside(ModuleFolder other) => Folder == other || (_caller?.IsInside(other) ?? false);

    public override Value? Find(string word, Spot at) => word switch
    {
        "var" => new NamedValue((name, spot) => Known("var." + name, spot, () => Variable(name, spot))),
        "local" => new NamedValue((name, spot) => Known("local." + name, spot, () => Local(name, spot))),
        "module" => new NamedValue((name, spot) => Known("module." + name, spot, () => Called(name, spot))),
        "path" => new NamedValue((name, _) => TextValue.Of(name == "module" ? "/" + Folder.Path : "/" + WorkingFolder)),
        "data" => new NamedValue((type, _) => new NamedValue((name, spot) => DataSource(type, name, spot))),
        "each" or "count" or "self" => new UnknownValue($"{at.Short} depends on the {(word == "each" ? "for_each" : word)}", at),
        "terraform" => null,
        _ => new NamedValue((name, spot) => Folder.Declared.TryGetValue($"{word}.{name}", out var resource)
            ? new BlockValue(resource.Node.Body, resource.Document, this)
            : new UnknownValue($"{spot.Short} is known only when Terraform runs", spot)),
    };

    private Value Known(string name, Spot at, Func<Value> make)
    {
        if (!_known.TryGetValue(name, out var known))
        {
            _known[name] = known = new Deferred(make, at);
        }

        return known.Value;
    }

    /// <summary>Where a variable gets its value: from the caller, from what Terraform is given, from its default.</summary>
    private Value Variable(string name, Spot at)
    {
        if (!Folder.Variables.TryGetValue(name, out var declared))
        {
            return new UnknownValue($"var.{name} is not declared", at) { IsError = true };
        }

        var given = _call?.Block.Node.Body[name] is { } input ? Evaluator.Evaluate(new Term(input, _call.Block.Document, _callNames!)) : _inputs?.Find(name, this);
        var preset = declared.Node.Body["default"] is { } value ? new Term(value, declared.Document, this) : (Term?)null;
        var isNullable = declared.Node.Body["nullable"] is not WordExpression { Word: "false" };
        var read = given is null or NullValue && (given is null || !isNullable) && preset is { } term ? Evaluator.Evaluate(term) : given;
        return read is null ? new UnknownValue($"var.{name} has no value in the repository", at)
            : declared.Node.Body["type"] is { } type ? TypeDefaults.Apply(read, new Term(type, declared.Document, this), at) : read;
    }

    private Value Local(string name, Spot at) => Folder.Locals.TryGetValue(name, out var value)
        ? Evaluator.Evaluate(new Term(value.Node, value.Document, this))
        : new UnknownValue($"local.{name} is not declared", at) { IsError = true };

    /// <summary>A module's outputs. With a <c>for_each</c> it is not said whose.</summary>
    private Value Called(string name, Spot at)
    {
        var call = Folder.Calls.Find(c => c.Block.Node.Labels[0] == name);
        if (call?.Target is null || call.Block.Node.Body["for_each"] is not null || !Surroundings.Tree.Folders.TryGetValue(call.Target, out var folder) || IsInside(folder))
        {
            return new UnknownValue($"{at.Short} is a module's output", at);
        }

        var instance = new ModuleInstance(folder, this, call, "", this);
        return new NamedValue((output, spot) => folder.Outputs.TryGetValue(output, out var value)
            ? Evaluator.Evaluate(new Term(value.Node, value.Document, instance))
            : new UnknownValue($"{spot.Short}: the module has no output {output}", spot) { IsError = true });
    }

    private Value DataSource(string type, string name, Spot at) =>
        (Folder.Declared.TryGetValue($"data.{type}.{name}", out var block) ? DataSources.Read(type, block, this, at) : null)
        ?? new UnknownValue($"{at.Short} is read from a data source", at);
}
