namespace Upgrades.Terraform;

/// <summary>Which files are read, and how, by their names.</summary>
internal static class SourceKinds
{
    private static readonly string[] Hcl = [".tf", ".tofu", ".tfvars", ".hcl"];
    private static readonly string[] Texts = [".yaml", ".yml", ".json", ".tpl", ".tftpl", ".tmpl", ".template", ".txt"];

    public static bool IsHcl(string path) => Array.Exists(Hcl, extension => path.EndsWith(extension, StringComparison.Ordinal));

    public static bool IsTfvars(string path) => path.EndsWith(".tfvars", StringComparison.Ordinal);

    /// <summary>Must be readable wherever it lies; other HCL is looked at only when Terragrunt asks for it.</summary>
    public static bool IsTerraform(string path) => IsHcl(path) && (!path.EndsWith(".hcl", StringComparison.Ordinal) || IsTerragrunt(path));

    public static bool IsTerragrunt(string path) => path == "terragrunt.hcl" || path.EndsWith("/terragrunt.hcl", StringComparison.Ordinal);

    /// <summary>Something that <c>file()</c>, <c>templatefile()</c> and the like may read.</summary>
    public static bool IsText(string path) =>
        Array.Exists(Texts, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) && !IsJsonSyntax(path);

    /// <summary>Terraform's JSON syntax is not read, and that is said.</summary>
    public static bool IsJsonSyntax(string path) => path.EndsWith(".tf.json", StringComparison.Ordinal) || path.EndsWith(".tofu.json", StringComparison.Ordinal);

    public static bool IsSource(string path) =>
        (IsHcl(path) || IsText(path) || IsJsonSyntax(path)) && !path.EndsWith(".terraform.lock.hcl", StringComparison.Ordinal)
        && !path.StartsWith(".terraform/", StringComparison.Ordinal) && !path.Contains("/.terraform/", StringComparison.Ordinal)
        && !path.Contains("/.terragrunt-cache/", StringComparison.Ordinal);
}
