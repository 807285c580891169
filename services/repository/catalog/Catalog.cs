using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>What the operator wrote down about the services. Everything in it is optional.</summary>
public sealed record Catalog
{
    /// <summary>DESIGN §6.2.</summary>
    public static IReadOnlyList<string> DefaultKeywords { get; } =
    [
        "breaking", "BREAKING", "migration required", "schema change", "database migration", "manual intervention", "action required",
        "removed", "deprecated", "renamed", "incompatible",
    ];

    /// <summary>Of a repository without a catalog. Stands below what it is made of.</summary>
    public static Catalog Empty { get; } = new();

    /// <summary>Globs of stack folders; empty: <c>stacks/*</c>, else every folder with a <c>.tf</c> that no other calls as a module.</summary>
    public IReadOnlyList<string> StackRoots { get; init; } = [];

    public int MaxSteps { get; init; } = 10;

    /// <summary>See <see cref="CheckPlan.CiResultPattern"/>.</summary>
    public string? CiResultPattern { get; init; }

    /// <summary>What makes a line of release notes a warning.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = DefaultKeywords;

    public IReadOnlyDictionary<string, ServiceSettings> Services { get; init; } = new Dictionary<string, ServiceSettings>();

    /// <summary>Canonical image name to <c>owner/repo</c> or URL.</summary>
    internal IReadOnlyDictionary<string, string> ImageSources { get; init; } = new Dictionary<string, string>();

    /// <summary>Chart repository URL as <see cref="ChartUrl"/> has it to <c>owner/repo</c> or URL.</summary>
    internal IReadOnlyDictionary<string, string> ChartSources { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyDictionary<string, DatabaseUse> Databases { get; init; } = new Dictionary<string, DatabaseUse>();

    internal IReadOnlyDictionary<DatabaseEngine, CronJobName> SharedBackups { get; init; } = new Dictionary<DatabaseEngine, CronJobName>();

    internal IReadOnlySet<string> Stepped { get; init; } = new HashSet<string>();

    internal IReadOnlyList<ImagePattern> SkipPatterns { get; init; } = [];

    /// <summary>Groups of canonical image names of which none goes to a version without the others that its stack holds.</summary>
    public IReadOnlyList<IReadOnlyList<string>> MoveTogether { get; init; } = [];

    /// <summary>Mirror prefix to the prefix it stands for, longest first.</summary>
    public IReadOnlyList<(string Mirror, string Origin)> Mirrors { get; init; } = [];

    /// <summary>Where the image's releases are, as <c>owner/repo</c> on GitHub or as a URL elsewhere; null: not overridden.</summary>
    public string? SourceRepositoryFor(ImageReference image) => ImageSources.GetValueOrDefault(image.Name);

    /// <summary>Where the releases of a chart repository's application are, by the repository's URL.</summary>
    public string? ChartRepositoryFor(string url) => ChartSources.GetValueOrDefault(ChartUrl(url));

    /// <summary>The images that the catalog says to move with this one; empty when it is alone.</summary>
    public IReadOnlyList<string> CompanionsOf(string image) => [.. MoveTogether.FirstOrDefault(g => g.Contains(image))?.Where(i => i != image) ?? []];

    public bool IsSkipped(ImageReference image) => SkippedBy(image) is not null;

    /// <summary>The pattern of <c>skip_image_patterns</c> that keeps this image from being upgraded.</summary>
    public string? SkippedBy(ImageReference image) => SkipPatterns.FirstOrDefault(p => p.Matches(image))?.Text;

    /// <summary>Named in <c>version_jump_always_step</c>.</summary>
    public bool AlwaysSteps(string stack) => Stepped.Contains(stack);

    public bool IsDatabaseBacked(string stack) => Databases.ContainsKey(stack);

    /// <summary>Stacks of which the catalog says that they have data, or how it is backed up or put back.</summary>
    public IReadOnlyList<string> StacksWithData =>
        [.. Databases.Keys.Concat(Services.Where(s => s.Value.Backup is not null || s.Value.Restore is not null).Select(s => s.Key)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>
    /// Null when the stack has no database, or (<see cref="IsDatabaseBacked"/>) none whose CronJob is known. A CronJob named for the
    /// service itself goes before the shared one; a proof belongs to its CronJob, wherever that is named. One that is wrong becomes a proof
    /// that nobody can give: an upgrade without the backup that the operator wants to be sure of would be worse.
    /// </summary>
    public BackupPlan? BackupFor(string stack)
    {
        var use = Databases.GetValueOrDefault(stack);
        var shared = use is { Shared: true } ? SharedBackups.GetValueOrDefault(use.Engine) : null;
        var named = new[] { ServiceFor(stack).Backup, use?.Backup, shared }.OfType<CronJobName>().ToList();
        var same = named.Where(n => n.IsSameAs(named[0])).ToList();
        return named.Count == 0 ? null : new BackupPlan
        {
            Engine = use?.Engine ?? DatabaseEngine.Other,
            CronJob = named[0].CronJob,
            Namespace = named[0].Namespace,
            Shared = named[0].IsSameAs(shared),
            Database = use?.Database,
            Proof = same.Exists(n => n.ProofIsWrong) ? new BackupProof() : same.Find(n => n.Proof is not null)?.Proof,
        };
    }

    /// <summary>Every backup that an upgrade of some stack would make, each once.</summary>
    public IReadOnlyList<BackupPlan> Backups =>
        [.. Databases.Keys.Concat(Services.Keys).Distinct().Select(BackupFor).OfType<BackupPlan>().DistinctBy(b => (b.Namespace, b.CronJob))];

    /// <summary>CronJobs of which an upgrade of some stack may make a Job, to back up, to try a backup or to put it back, each once.</summary>
    public IReadOnlyList<JobTemplate> JobTemplates =>
    [
        .. Backups.Select(b => new JobTemplate(b.Namespace, b.CronJob, b.Proof?.LogPattern is not null))
            .Concat(Backups.Select(b => b.Proof?.Scratch).OfType<ScratchProof>().Select(s => new JobTemplate(s.Namespace, s.CronJob, s.LogPattern is not null)))
            .Concat(Services.Keys.Select(RestoreFor).OfType<RestorePlan>().Select(r => new JobTemplate(r.Namespace, r.CronJob, LogIsRead: false)))
            .DistinctBy(j => (j.Namespace, j.CronJob)),
    ];

    /// <summary>Null: its data is never put back, or <see cref="RestoreRefusalFor"/> says why not.</summary>
    public RestorePlan? RestoreFor(string stack) => RestoreRefusalFor(stack) is null ? ServiceFor(stack).Restore : null;

    /// <summary>Why the restore that the operator asks for cannot be; null: it can, or none is asked for. Only the service's own database may ever be put back.</summary>
    public string? RestoreRefusalFor(string stack) => ServiceFor(stack).Restore is not { } restore ? null
        : BackupFor(stack) is not { } backup ? "nothing backs the stack up, so there is nothing to put back"
        : (restore.CronJob, restore.Namespace) == (backup.CronJob, backup.Namespace) ? "names the CronJob that makes the backup"
        : backup is { Shared: true, Database: null } ? $"would have to put back the whole instance: db_backed_services.{stack}.db_name says which database is its own"
        : backup.Database is { } own && own != restore.Database ? $"names database {restore.Database}, and the stack's own is {own}"
        : Databases.FirstOrDefault(d => d.Key != stack && d.Value.Shared && backup.Shared && d.Value.Engine == backup.Engine && d.Value.Database == restore.Database).Key is { } other
            ? $"names database {restore.Database}, which {other} uses too"
        : null;

    public CheckPlan ChecksFor(string stack) => new()
    {
        Hosts = ServiceFor(stack).Hosts,
        Monitors = ServiceFor(stack).Monitors,
        Queries = ServiceFor(stack).Queries,
        CiResultPattern = CiResultPattern,
        MigrationPatterns = ServiceFor(stack).MigrationPatterns,
    };

    public ServiceSettings ServiceFor(string stack) => Services.GetValueOrDefault(stack, ServiceSettings.None);

    /// <summary>The image behind a mirror's name: <c>mirror.example/hub/library/nginx</c> is <c>docker.io/library/nginx</c>.</summary>
    public ImageReference Unmirrored(ImageReference image)
    {
        var (mirror, origin) = Mirrors.FirstOrDefault(m => image.Name.StartsWith(m.Mirror + "/", StringComparison.Ordinal));
        return mirror is null || !ImageReference.TryParse(origin + image.Name[mirror.Length..], out var real, out _)
            ? image
            : real.WithTag(image.Tag, image.Digest);
    }

    /// <summary>One spelling for a chart repository: scheme and host in small letters, no slash at the end.</summary>
    public static string ChartUrl(string url) =>
        (Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}" : url.Trim()).TrimEnd('/');
}
