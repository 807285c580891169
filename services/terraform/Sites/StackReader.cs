using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>Walks a stack through every local module it calls, each caller and each element of a <c>for_each</c> for itself, and collects its versions.</summary>
internal sealed class StackReader(SourceTree tree, TerraformOptions options)
{
    private const int MostInstances = 5_000;

    private readonly List<ImageSite> _images = [];
    private readonly List<ChartSite> _charts = [];
    private readonly List<string> _namespaces = [];
    private readonly List<SyntaxProblem> _unreadable = [];
    private readonly HashSet<ModuleFolder> _folders = [];
    private readonly List<SyntaxProblem> _problems = [];
    private readonly Surroundings _surroundings = new(tree);
    private int _instances;

    public StackScan Read(string name, string path, IReadOnlyList<ModuleFolder> roots)
    {
        foreach (var root in roots)
        {
            ReadRoot(root);
        }

        return new StackScan
        {
            Name = name,
            Path = path,
            // Elements of a for_each that share all that is written are one site.
            Images = [.. _images.GroupBy(i => (Block(i.Resource), i.Container, i.Image, i.Tag, i.Digest, i.Site, i.Column, i.Status)).Select(One)],
            Charts = [.. _charts.DistinctBy(c => (Block(c.Resource), c.Release, c.Chart, c.Version, c.Site, c.Column, c.Status))],
            Namespaces = _namespaces.Count > 0 ? [.. _namespaces.Distinct(StringComparer.Ordinal)] : [name],
            Unreadable = [.. _unreadable.Distinct()],
            DeadCalls = _problems,
            Roots = roots,
            Folders = _folders,
            Files = _surroundings.Used,
            DependsOnListing = _surroundings.DependsOnListing,
        };
    }

    private void ReadRoot(ModuleFolder root)
    {
        _folders.Add(root);
        if (root.Terragrunt is null)
        {
            Walk(new ModuleInstance(root, _surroundings, RootInputs.Of(root, null)));
            return;
        }

        var (file, folder, problem) = TerragruntUnit.Of(root, _surroundings);
        if (folder is not null)
        {
            Walk(new ModuleInstance(folder, _surroundings, RootInputs.Of(folder, file)));
        }
        else if (problem is not null)
        {
            _problems.Add(problem);
        }
    }

    private void Walk(ModuleInstance instance)
    {
        _folders.Add(instance.Folder);
        _unreadable.AddRange(instance.Folder.Unreadable);
        foreach (var resource in instance.Folder.Resources)
        {
            foreach (var (key, names) in Turns(resource, instance))
            {
                Collect(new ResourceScope(resource, instance, key, names));
            }
        }

        foreach (var call in instance.Folder.Calls)
        {
            Enter(instance, call);
        }
    }

    private void Collect(ResourceScope scope)
    {
        _namespaces.AddRange(Namespaces.Of(scope));
        _images.AddRange(ImageSites.Of(scope, options));
        if (scope.Type == "helm_release")
        {
            _charts.Add(ChartSites.Of(scope));
        }
    }

    private void Enter(ModuleInstance instance, LocalCall call)
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
            foreach (var (key, names) in Turns(call.Block, instance))
            {
                if (++_instances > MostInstances)
                {
                    _problems.Add(Problem(call, $"the stack has more than {MostInstances} module instances"));
                    return;
                }

                Walk(new ModuleInstance(folder, instance, call, key, names));
            }
        }
    }

    /// <summary>Elements of a <c>for_each</c> or a <c>count</c>, with their key as addresses show it. One in which <c>each</c> is not known, when they are not.</summary>
    private static IEnumerable<(string Key, Names Names)> Turns(Placed<BlockNode> block, ModuleInstance instance)
    {
        if (block.Node.Body["for_each"] is not { } forEach)
        {
            return block.Node.Body["count"] is { } count ? Loops.Count(new Term(count, block.Document, instance)).Select(c => (c.Key, instance.With("count", c.Value))) : [("", instance)];
        }

        var term = new Term(forEach, block.Document, instance);
        var (elements, why) = Loops.ForEach(term);
        return elements is null ? [("", instance.With("each", Deferred.Of(why!, term.Spot)))]
            : elements.Select(e => ($"[\"{e.Key}\"]", instance.With("each", e.Value)));
    }

    /// <summary>Where the elements differ in their memory, nobody can tell whose it is.</summary>
    private static ImageSite One(IEnumerable<ImageSite> elements)
    {
        var first = elements.First();
        return elements.All(e => e.Memory?.Text == first.Memory?.Text && e.Memory?.Pieces[0].Origin == first.Memory?.Pieces[0].Origin) ? first : first with { Memory = null };
    }

    /// <summary>An address without the keys of elements.</summary>
    private static string Block(string address) => address.Contains('[', StringComparison.Ordinal) ? ElementKeys.Without(address) : address;

    private static SyntaxProblem Problem(LocalCall call, string message)
    {
        var (line, column) = call.Block.Document.PositionOf(call.Block.Node.Span.Start);
        return new SyntaxProblem(call.Block.Document.File.Path, line, column, $"module \"{call.Block.Node.Labels[0]}\": {message}");
    }
}
