using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Upgrades.Tests.Deploy.Renderings))]

namespace Upgrades.Tests.Deploy;

/// <summary>
/// Each overlay alone and with every component, each component alone on the first overlay, and the operator's example; rendered once, when
/// first asked for. More pairs would show nothing more: a component adds, and patches nothing that an overlay could have changed.
/// </summary>
public sealed class Renderings : IDisposable
{
    /// <summary>All of them in one namespace.</summary>
    internal const string EveryTemplate = "every template";
    private const string Everything = "everything";
    private const string SingleNode = "single-node";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Rendering>>> _renderings = new();
    private readonly Lazy<Task<Kustomize>> _kustomize = new(Kustomize.FindAsync);

    /// <summary>The manifests, copied as they lie in the repository.</summary>
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "deploy", "k8s");

    public static IReadOnlyList<string> Overlays { get; } = Names("overlays");

    public static IReadOnlyList<string> Components { get; } = Names("components");

    /// <summary>Folders of CronJobs that stand by themselves: <c>templates/mysql</c>.</summary>
    public static TheoryData<string> Templates => [.. Names("templates").Where(t => t != "shared").Select(t => $"templates/{t}")];

    /// <summary><c>postgres</c>, <c>postgres + diun</c>, <c>postgres + everything</c>.</summary>
    public static TheoryData<string> All =>
    [
        "example",
        .. Overlays.SelectMany(o => (string[])[o, $"{o} + {Everything}"]),
        .. Components.Select(c => $"{SingleNode} + {c}"),
    ];

    /// <summary>What decides of a service's settings: components add none.</summary>
    public static TheoryData<string> WithSettings => ["example", .. Overlays];

    /// <summary>Where every pod and policy there is can be seen together.</summary>
    public static TheoryData<string> Whole => [.. Overlays.Select(o => $"{o} + {Everything}")];

    internal Task<Rendering> GetAsync(string name) => _renderings.GetOrAdd(name, n => new Lazy<Task<Rendering>>(() => RenderAsync(n))).Value;

    public void Dispose() => _folder.Dispose();

    private async Task<Rendering> RenderAsync(string name)
    {
        var kustomize = await _kustomize.Value;
        var yaml = await kustomize.RenderAsync(
            name == "example" || name.StartsWith("templates/", StringComparison.Ordinal) ? Path.Combine(Root, name) : name == EveryTemplate ? CombineTemplates() : Combine(name));
        return new Rendering(name, [.. YamlDocuments.Read(yaml).Select(ResourceModels.Read)]);
    }

    private string Combine(string name)
    {
        var parts = name.Split(" + ");
        IReadOnlyList<string> components = parts is [_, Everything] ? Components : parts[1..];
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name.Replace(" + ", "-", StringComparison.Ordinal))).FullName;
        File.WriteAllLines(
            Path.Combine(folder, "kustomization.yaml"),
            [
                "resources:", $"  - {Relative("overlays", parts[0])}",
                .. (string[])(components.Count == 0 ? [] : ["components:", .. components.Select(c => $"  - {Relative("components", c)}")]),
            ]);
        return folder;

        string Relative(string kind, string of) => Path.GetRelativePath(folder, Path.Combine(Root, kind, of));
    }

    private string CombineTemplates()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "every-template")).FullName;
        File.WriteAllLines(
            Path.Combine(folder, "kustomization.yaml"), ["namespace: one", "resources:", .. Templates.Select(t => $"  - {Path.GetRelativePath(folder, Path.Combine(Root, t.Data))}")]);
        return folder;
    }

    private static string[] Names(string folder) => [.. Directory.GetDirectories(Path.Combine(Root, folder)).Select(d => Path.GetFileName(d)).Order()];
}
