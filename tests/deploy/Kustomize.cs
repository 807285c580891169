using System.Text.Json.Nodes;

namespace Upgrades.Tests.Deploy;

/// <summary>A real kustomize of version 5: the one in kubectl (1.27 and later), else the program of that name.</summary>
internal sealed class Kustomize
{
    private readonly string[] _command;

    private Kustomize(params string[] command) => _command = command;

    /// <exception cref="InvalidOperationException">There is none; with what to install.</exception>
    public static async Task<Kustomize> FindAsync()
    {
        if (await Tool.TryRunAsync("kubectl", "version", "--client", "-o", "json") is (0, var kubectl, _) && IsFive((string?)JsonNode.Parse(kubectl)?["kustomizeVersion"]))
        {
            return new Kustomize("kubectl", "kustomize");
        }

        if (await Tool.TryRunAsync("kustomize", "version") is (0, var kustomize, _) && IsFive(kustomize.Trim()))
        {
            return new Kustomize("kustomize", "build");
        }

        throw new InvalidOperationException("Neither kubectl 1.27 or later nor kustomize 5 is here: bash -c '. .ci/servers; need_kustomize'");
    }

    /// <summary>The documents that a folder with a kustomization renders to, as YAML.</summary>
    public Task<string> RenderAsync(string folder) => Tool.RunAsync("need_kustomize", _command[0], [.. _command[1..], folder]);

    private static bool IsFive(string? version) => version is not null && version.StartsWith("v5.", StringComparison.Ordinal);
}
