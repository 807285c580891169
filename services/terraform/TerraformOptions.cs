namespace Upgrades.Terraform;

/// <summary>What the repository's owner tells about its layout.</summary>
public sealed record TerraformOptions
{
    /// <summary>
    /// Folders that are stacks, '/'-separated, <c>*</c> stands for anything within one name. When none matches, every folder
    /// with a source file that no other calls as a module is a stack.
    /// </summary>
    public IReadOnlyList<string> StackRoots { get; init; } = ["stacks/*"];

    /// <summary>Prefix as written in the repository (<c>mirror.example:5000/hub</c>) to the canonical one (<c>docker.io</c>).</summary>
    public IReadOnlyDictionary<string, string> RegistryMirrors { get; init; } = new Dictionary<string, string>();

    /// <summary>Do both lead to the same reading?</summary>
    internal bool IsLike(TerraformOptions other) => StackRoots.SequenceEqual(other.StackRoots) && RegistryMirrors.SequenceEqual(other.RegistryMirrors);
}
