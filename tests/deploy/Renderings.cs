using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Upgrades.Tests.Deploy.Renderings))]

namespace Upgrades.Tests.Deploy;

/// <summary>Each overlay alone, with each component, and with all of them; and the operator's example. Rendered once, when first asked for.</summary>
public sealed class Renderings : IDisposable
{
    private const string Everything = "everything";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Rendering>>> _renderings = new();
    private readonly Lazy<Task<Kustomize>> _kustomize = new(Kustomize.FindAsync);

    /// <summary>The manifests, copied as they lie in the repository.</summary>
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "deploy", "k8s");

    public static IReadOnlyList<string> Overlays { get; } = Names("overlays");

    public static IReadOnlyList<string> Components { get; } = Names("components");

    /// <summary><c>postgres</c>, <c>postgres + diun</c>, <c>postgres + everything</c>.</summary>
    public static TheoryData<string> All =>
    [
        "example",
        .. Overlays.SelectMany(o => (string[])[o, .. Components.Select(c => $"{o} + {c}"), $"{o} + {Everything}"]),
    ];

    /// <summary>Where every pod and policy there is can be seen together.</summary>
    public static TheoryData<string> Whole => [.. Overlays.Select(o => $"{o} + {Everything}")];

    internal Task<Rendering> GetAsync(string name) => _renderings.GetOrAdd(name, n => new Lazy<Task<Rendering>>(() => RenderAsync(n))).Value;

    public void Dispose() => _folder.Dispose();

    private async Task<Rendering> RenderAsync(string name)
    {
        var kustomize = await _kustomize.Value;
        var yaml = await kustomize.RenderAsync(name == "example" ? Path.Combine(Root, "example") : Combine(name));
        return new Rendering(name, [.. YamlDocuments.Read(yaml).Select(ResourceModels.Read)]);
    }

    private string Combine(string name)
    {
        var (overlay, component) = name.Split(" + ") is [var first, var second] ? (first, second) : (name, null);
        var components = component == Everything ? Components : component is null ? [] : [component];
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name.Replace(" + ", "-", StringComparison.Ordinal))).FullName;
        File.WriteAllLines(
            Path.Combine(folder, "kustomization.yaml"),
            [
                "resources:", $"  - {Relative("overlays", overlay)}",
                .. components.Count == 0 ? [] : (string[])["components:", .. components.Select(c => $"  - {Relative("components", c)}")],
            ]);
        return folder;

        string Relative(string kind, string of) => Path.GetRelativePath(folder, Path.Combine(Root, kind, of));
    }

    private static string[] Names(string folder) => [.. Directory.GetDirectories(Path.Combine(Root, folder)).Select(d => Path.GetFileName(d)).Order()];
}
