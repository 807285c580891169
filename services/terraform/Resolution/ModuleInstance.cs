using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>An expression and the module instance in which its names mean something.</summary>
internal readonly record struct Term(Expression Expression, SourceDocument Document, ModuleInstance Scope)
{
    public string Source => Expression.Span.Of(Document.File.Text);
}

/// <summary>A folder as one caller uses it: two callers are two instances with their own inputs.</summary>
internal sealed class ModuleInstance(ModuleFolder folder, ModuleInstance? caller = null, LocalCall? call = null)
{
    public ModuleFolder Folder { get; } = folder;
    public ModuleInstance? Caller { get; } = caller;

    /// <summary><c>module.a.module.b.</c>, empty for a root.</summary>
    public string Prefix { get; } = call is null ? "" : $"{caller!.Prefix}module.{call.Block.Node.Labels[0]}.";

    public Term At(Placed<Expression> placed) => new(placed.Node, placed.Document, this);

    /// <summary>Where a variable gets its value: from the caller, from what Terraform loads by itself, from its default.</summary>
    public Term? Variable(string name)
    {
        if (!Folder.Variables.TryGetValue(name, out var declared))
        {
            return null;
        }

        if (call is not null && call.Block.Node.Body[name] is { } input)
        {
            return new Term(input, call.Block.Document, Caller!);
        }

        if (call is null && Folder.Assignments.TryGetValue(name, out var assigned))
        {
            return At(assigned);
        }

        return declared.Node.Body["default"] is { } value ? new Term(value, declared.Document, this) : null;
    }

    public Term? Local(string name) => Folder.Locals.TryGetValue(name, out var value) ? At(value) : null;

    public bool IsInside(ModuleFolder other) => Folder == other || (Caller?.IsInside(other) ?? false);
}
