namespace Upgrades.Terraform.Resolution;

/// <summary>Terragrunt's own functions about places (Terragrunt, "HCL Functions").</summary>
internal static partial class Functions
{
    private static Value Terragrunt(Term term, TerragruntFile file, string function, IReadOnlyList<Term> arguments)
    {
        var first = arguments.Count > 0 ? Evaluator.TextOf(arguments[0]) : null;
        return function switch
        {
            "get_terragrunt_dir" or "get_original_terragrunt_dir" => TextValue.Of("/" + file.WorkingFolder),
            "get_parent_terragrunt_dir" => TextValue.Of("/" + (file.IncludedFolder ?? file.WorkingFolder)),
            "get_repo_root" or "get_path_to_repo_root" => TextValue.Of("/"),
            "path_relative_to_include" => TextValue.Of(RepositoryPath.Relative(file.IncludedFolder ?? file.WorkingFolder, file.WorkingFolder)),
            "path_relative_from_include" => TextValue.Of(RepositoryPath.Relative(file.WorkingFolder, file.IncludedFolder ?? file.WorkingFolder)),
            "find_in_parent_folders" => FindAbove(term, file, first ?? "terragrunt.hcl", arguments.Count > 1 ? Evaluator.Evaluate(arguments[1]) : null),
            "read_terragrunt_config" when first is not null && RepositoryPath.Locate(file.WorkingFolder, first) is { } path =>
                TerragruntFile.Read(path, file) ?? new UnknownValue($"{term.Spot.Short}: {path} cannot be read", term.Spot) { IsError = true },
            _ => new UnknownValue($"the function {function}() is not followed: {term.Spot.Short}", term.Spot),
        };
    }

    private static Value FindAbove(Term term, TerragruntFile file, string name, Value? otherwise)
    {
        // One that comes to lie nearer would be found instead.
        file.Surroundings.DependsOnListing = true;
        for (var folder = file.WorkingFolder; folder.Length > 0;)
        {
            folder = RepositoryPath.FolderOf(folder);
            var path = folder.Length == 0 ? name : $"{folder}/{name}";
            if (file.Surroundings.Tree.Document(path) is not null)
            {
                return TextValue.Of("/" + path);
            }
        }

        return otherwise ?? new UnknownValue($"{term.Spot.Short}: no {name} above {file.WorkingFolder}", term.Spot) { IsError = true };
    }
}
