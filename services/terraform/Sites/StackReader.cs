using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>Walks a stack through every local module it calls, each caller for itself, and collects its versions.</summary>
internal sealed class StackReader(SourceTree tree, TerraformOptions options)
{
    private readonly List<ImageSite> _images = [];
    private readonly List<ChartSite> _charts = [];
    private readonly List<string> _namespaces = [];
    private readonly List<SyntaxProblem> _unreadable = [];
    private readonly HashSet<ModuleFolder> _folders = [];

    private readonly List<SyntaxProblem> _problems = [];

    public StackScan Read(string name, string path, IReadOnlyList<ModuleFolder> roots)
    {
        foreach (var root in roots)
        {
            Walk(new ModuleInstance(root));
        }

        return new StackScan
        {
            Name = name,
            Path = path,
            Images = _images,
            Charts = _charts,
            Namespaces = _namespaces.Count > 0 ? [.. _namespaces.Distinct(StringComparer.Ordinal)] : [name],
            Unreadable = [.. _unreadable.Distinct()],
            DeadCalls = _problems,
            Roots = roots,
            Folders = _folders,
        };
    }

    private void Walk(ModuleInstance instance)
    {
        _folders.Add(instance.Folder);
        _unreadable.AddRange(instance.Folder.Unreadable);
        foreach (var resource in instance.Folder.Resources)
        {
            var scope = new ResourceScope(resource, instance);
            _namespaces.AddRange(Namespaces.Of(scope));
            _images.AddRange(ImageSites.Of(scope, options));
            if (scope.Type == "helm_release")
            {
                _charts.Add(ChartSites.Of(scope));
            }
        }

        foreach (var call in instance.Folder.Calls)
        {
            if (call.Target is null || !tree.Folders.TryGetValue(call.Target, out var folder))
            {
                _problems.Add(Problem(call, "its source is no folder of this repository with Terraform sources"));
            }
            else if (instance.IsInside(folder))
            {
                _problems.Add(Problem(call, "it calls itself"));
            }
            else
            {
                Walk(new ModuleInstance(folder, instance, call));
            }
        }
    }

    private static SyntaxProblem Problem(LocalCall call, string message)
    {
        var (line, column) = call.Block.Document.PositionOf(call.Block.Node.Span.Start);
        return new SyntaxProblem(call.Block.Document.File.Path, line, column, $"module \"{call.Block.Node.Labels[0]}\": {message}");
    }
}
