using System.Text.RegularExpressions;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Sandbox.World;

/// <summary>
/// What Terraform would make of a fixture's text, by simple means of its own: line by line, and only what
/// <see cref="FixtureText"/> writes. Shares nothing with the engine under trial, so that one mistake cannot make both wrong alike.
/// </summary>
internal static partial class FixtureReader
{
    public static WorkloadSpec Read(FixtureService service, string text)
    {
        if (service.Place == VersionPlace.Chart)
        {
            return OfChart(service, text);
        }

        var (containers, variables) = Blocks(text);
        var read = containers.Select(c => (c.Init, Spec: new ContainerSpec(c.Name, Variable().Replace(c.Image, m => variables[m.Groups["name"].Value]), c.Memory))).ToList();
        return new WorkloadSpec
        {
            Namespace = service.Stack,
            Name = service.Stack,
            Kind = service.Kind,
            Containers = [.. read.Where(c => !c.Init).Select(c => c.Spec)],
            InitContainers = [.. read.Where(c => c.Init).Select(c => c.Spec)],
            Recreate = service.Recreate,
            Host = service.Host,
            Labels = new Dictionary<string, string> { ["app"] = service.Stack },
        };
    }

    /// <summary>What Helm would make of the release: the images that its chart brings.</summary>
    private static WorkloadSpec OfChart(FixtureService service, string text)
    {
        var version = Version().Match(text).Groups["version"].Value;
        var brings = service.Charts.First(c => c.Version == version).AppVersion;
        return new WorkloadSpec
        {
            Namespace = service.Stack,
            Name = service.Stack,
            Kind = service.Kind,
            Containers = [.. service.Containers.Where(c => !c.Init).Select(c => new ContainerSpec(c.Name, $"{c.Image}:{brings}{c.TagSuffix}", service.Memory))],
            Recreate = service.Recreate,
            Host = service.Host,
            Release = new HelmRelease(service.Stack, $"{service.Stack}-{version}"),
        };
    }

    private static (List<Block> Containers, Dictionary<string, string> Variables) Blocks(string text)
    {
        var containers = new List<Block>();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var variable = "";
        Block? block = null;
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            if (Opening().Match(line) is { Success: true } opening)
            {
                variable = opening.Groups["variable"].Value;
                block = opening.Groups["variable"].Success ? null : new Block { Init = line.StartsWith("init_", StringComparison.Ordinal) };
                if (block is not null)
                {
                    containers.Add(block);
                }
            }
            else if (Assignment().Match(line) is { Success: true } assignment)
            {
                var (key, value) = (assignment.Groups["key"].Value, assignment.Groups["value"].Value);
                if (key == "default" && variable.Length > 0)
                {
                    variables[variable] = value;
                }

                block?.Take(key, value);
            }
        }

        return (containers, variables);
    }

    private sealed class Block
    {
        private string _image = "";
        private string _tag = "";

        public bool Init { get; init; }

        public string Name { get; private set; } = "";

        public string Image => _tag.Length > 0 ? $"{_image}:{_tag}" : _image;

        public string? Memory { get; private set; }

        /// <summary>The first of each name is the container's own; those of environment variables come later.</summary>
        public void Take(string key, string value)
        {
            switch (key)
            {
                case "name" when Name.Length == 0:
                    Name = value;
                    break;
                case "image":
                    _image = value;
                    break;
                case "tag":
                    _tag = value;
                    break;
                case "memory":
                    Memory ??= value;
                    break;
            }
        }
    }

    [GeneratedRegex("""^(?:(?:init_)?container|module "[^"]+"|variable "(?<variable>[^"]+)") \{$""")]
    private static partial Regex Opening();

    [GeneratedRegex("""^(?<key>[a-z_]+)\s*=\s*"(?<value>[^"]*)"(?:\s*#.*)?$""")]
    private static partial Regex Assignment();

    [GeneratedRegex("""^ *version *= "(?<version>[^"]+)"$""", RegexOptions.Multiline)]
    private static partial Regex Version();

    [GeneratedRegex(@"\$\{var\.(?<name>[a-z0-9_]+)\}")]
    private static partial Regex Variable();
}
