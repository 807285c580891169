using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Sandbox.World;

/// <summary>Where a service's Terraform has its version.</summary>
public enum VersionPlace
{
    /// <summary>In each container's image.</summary>
    Literal,

    /// <summary>In the default of a variable that the images use.</summary>
    Variable,

    /// <summary>In an argument of a call of the module <c>modules/web-app</c>; one container only.</summary>
    ModuleInput,

    /// <summary>In no text: a Helm release has the version of a chart of the stack's name, see <see cref="FixtureService.Charts"/>.</summary>
    Chart,
}

/// <summary>Which database a service has, and so which CronJob backs it up.</summary>
public enum FixtureDatabase { None, SharedPostgreSql, SharedMySql, OwnPostgreSql }

/// <param name="Image">As written in the repository: <c>coturn/coturn</c>.</param>
/// <param name="TagSuffix">Stands behind the version in the image reference: <c>-cuda</c>.</param>
public sealed record FixtureContainer(string Name, string Image, string TagSuffix = "", bool Init = false);

/// <summary>One service of the small world: its Terraform, its workload, its image and its releases.</summary>
public sealed record FixtureService
{
    /// <summary>Name of the stack, its folder, its namespace and its workload.</summary>
    public required string Stack { get; init; }

    public required string From { get; init; }

    /// <summary>The tag that DIUN reports.</summary>
    public required string To { get; init; }

    public required IReadOnlyList<FixtureContainer> Containers { get; init; }

    /// <summary><c>owner/repo</c> on GitHub; null: nobody knows where its releases are.</summary>
    public string? Source { get; init; }

    /// <summary>The operator's catalog names the source, as the image's name does not lead there.</summary>
    public bool SourceIsInCatalog { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ReleaseSpec> Releases { get; init; } = [];

    /// <summary>Tags in the registry besides <see cref="From"/> and <see cref="To"/>, without suffixes.</summary>
    public IReadOnlyList<string> OtherTags { get; init; } = [];

    public VersionPlace Place { get; init; }

    /// <summary>Of a chart: its versions, one of them with <see cref="From"/> as its application's.</summary>
    public IReadOnlyList<ChartSpec> Charts { get; init; } = [];

    public FixtureDatabase Database { get; init; }

    /// <summary>The catalog's <c>restore.policy</c> of it; null: the catalog says nothing of restores.</summary>
    public string? Restore { get; init; }

    public WorkloadKind Kind { get; init; }

    public bool Recreate { get; init; } = true;

    public string Memory { get; init; } = "512Mi";

    /// <summary>The catalog's <c>version_jump_always_step</c> names it.</summary>
    public bool AlwaysSteps { get; init; }

    public string Host => $"{Stack}.example.org";

    public string Path => $"stacks/{Stack}/main.tf";

    /// <summary>Canonical name of the image that DIUN reports on.</summary>
    public string Image => ImageReference.Parse(Containers.First(c => !c.Init).Image).Name;

    /// <summary>What runs when nobody has changed anything.</summary>
    public WorkloadSpec Workload => FixtureReader.Read(this, FixtureText.Stack(this));
}
