using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>What the operator wrote down about the services; never a reason to stop when it is missing.</summary>
public sealed partial record Catalog
{
    public static Catalog Empty { get; } = new();

    /// <summary>Globs of stack folders; empty: <c>stacks/*</c>, else every folder with a <c>.tf</c> that no other calls as a module.</summary>
    public IReadOnlyList<string> StackRoots { get; init; } = [];

    public int MaxSteps { get; init; } = 10;

    public IReadOnlyList<string> Keywords { get; init; } = DefaultKeywords;

    public IReadOnlyDictionary<string, ServiceSettings> Services { get; init; } = new Dictionary<string, ServiceSettings>();

    /// <summary>Where the image's releases are, as <c>owner/repo</c>; null: not overridden.</summary>
    public string? SourceRepositoryFor(ImageReference image) => throw new NotImplementedException();

    /// <summary>Where a chart repository's releases are, by the repository's URL.</summary>
    public string? ChartRepositoryFor(string url) => throw new NotImplementedException();

    public bool IsSkipped(ImageReference image) => SkippedBy(image) is not null;

    /// <summary>The pattern of <c>skip_image_patterns</c> that keeps this image from being upgraded.</summary>
    public string? SkippedBy(ImageReference image) => throw new NotImplementedException();

    public bool AlwaysSteps(string stack) => throw new NotImplementedException();

    /// <summary>Null when the stack has no database, or none whose backup is known: ask <see cref="IsDatabaseBacked"/>.</summary>
    public BackupPlan? BackupFor(string stack) => throw new NotImplementedException();

    public bool IsDatabaseBacked(string stack) => throw new NotImplementedException();

    public RestorePlan? RestoreFor(string stack) => ServiceFor(stack).Restore;

    public ServiceSettings ServiceFor(string stack) => Services.GetValueOrDefault(stack, ServiceSettings.None);

    /// <summary>The image behind a mirror's name: <c>mirror.example/hub/library/nginx</c> → <c>docker.io/library/nginx</c>.</summary>
    public ImageReference Unmirrored(ImageReference image) => throw new NotImplementedException();

    /// <summary>DESIGN §6.2.</summary>
    public static IReadOnlyList<string> DefaultKeywords { get; } =
    [
        "breaking", "BREAKING", "migration required", "schema change", "database migration", "manual intervention", "action required",
        "removed", "deprecated", "renamed", "incompatible",
    ];
}
