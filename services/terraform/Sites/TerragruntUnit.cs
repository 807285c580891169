using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>A folder with a <c>terragrunt.hcl</c>: the module that it runs.</summary>
internal static class TerragruntUnit
{
    /// <returns>The module's folder; null, with the problem, when it is not in the repository, and without one when nothing is run here.</returns>
    public static (TerragruntFile File, ModuleFolder? Folder, SyntaxProblem? Problem) Of(ModuleFolder unit, Surroundings surroundings)
    {
        var file = TerragruntFile.Of(unit, surroundings);
        switch (file.Source)
        {
            case null:
                return (file, unit.HasTerraform ? unit : null, null);
            case TextValue { Text: { Hole: null } source }:
                var path = source.Text.StartsWith('/') || source.Text.StartsWith('.') ? RepositoryPath.Locate(unit.Path, source.Text) : null;
                var folder = path is null ? null : surroundings.Tree.Folders.GetValueOrDefault(path);
                return (file, folder, folder is null && path is not null ? Problem(unit, $"{source.Text} is no folder of this repository with Terraform sources") : null);
            default:
                return (file, null, Problem(unit, "the source of the module cannot be worked out"));
        }
    }

    private static SyntaxProblem Problem(ModuleFolder unit, string message) => new(unit.Terragrunt!.File.Path, 1, 1, message);
}
