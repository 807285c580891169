using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>
/// What a root is given besides its defaults, the strongest first: files named on the command line, files that Terraform loads by
/// itself, the environment (Terraform, "Variable Definition Precedence"; Terragrunt passes its <c>inputs</c> by the environment).
/// </summary>
internal sealed class RootInputs
{
    private readonly List<Func<string, Names, Value?>> _sources = [];

    public static RootInputs Of(ModuleFolder folder, TerragruntFile? file)
    {
        var inputs = new RootInputs();
        if (file is not null)
        {
            foreach (var variables in file.VariableFiles().Reverse())
            {
                inputs._sources.Add((name, _) => variables.Body?[name] is { } value ? Evaluator.Evaluate(new Term(value, variables, file)) : null);
            }

            if (file.Unit is { } unit && unit != folder)
            {
                inputs.Add(unit.Assignments);
            }
        }

        inputs.Add(folder.Assignments);
        if (file?.Inputs is { } given)
        {
            inputs._sources.Add((name, _) => given.Enter(name, file.Spot) is var value && value is UnknownValue { IsError: true } ? null : value);
        }

        return inputs;
    }

    public Value? Find(string name, Names names) => _sources.Select(s => s(name, names)).FirstOrDefault(v => v is not null);

    private void Add(Dictionary<string, Placed<Expression>> assignments) =>
        _sources.Add((name, names) => assignments.TryGetValue(name, out var value) ? Evaluator.Evaluate(new Term(value.Node, value.Document, names)) : null);
}
