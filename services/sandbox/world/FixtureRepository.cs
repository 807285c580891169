using System.Text.Json;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Sandbox.World;

/// <summary>Every file of the small world's infrastructure repository, by path.</summary>
internal static class FixtureRepository
{
    /// <summary>Of a stack that nobody upgrades.</summary>
    public const string MonitoringCharts = "https://prometheus-community.github.io/helm-charts";
    public const string MonitoringChart = "kube-prometheus-stack";
    public const string MonitoringVersion = "75.6.0";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IReadOnlyDictionary<string, string> Files(IReadOnlyList<FixtureService> services)
    {
        var files = services.ToDictionary(s => s.Path, FixtureText.Stack);
        files["README.md"] = "# Infrastructure\n\nOne folder below `stacks/` for each service. CI applies what is pushed to `master`.\n";
        files["upgrade-config.json"] = Catalog(services);
        files[FixtureText.ModulePath] = FixtureText.Module;
        files[".woodpecker/default.yml"] = "when:\n  - event: push\n    branch: master\nsteps:\n  apply:\n    image: alpine/terragrunt\n    commands: [./apply-changed-stacks]\n";
        files["stacks/monitoring/main.tf"] =
            $$"""
            # Looked after by hand.
            resource "helm_release" "prometheus" {
              name       = "prometheus"
              namespace  = "monitoring"
              repository = "{{MonitoringCharts}}"
              chart      = "{{MonitoringChart}}"
              version    = "{{MonitoringVersion}}"
            }

            """;
        return files;
    }

    /// <summary>As operators have it (reference, origin behaviour, part A).</summary>
    private static string Catalog(IReadOnlyList<FixtureService> services) => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["github_repo_overrides"] = services.Where(s => s is { SourceIsInCatalog: true, Source: not null })
                .SelectMany(s => s.Containers.Select(c => (ImageReference.Parse(c.Image).Name, s.Source))).DistinctBy(s => s.Name).ToDictionary(s => s.Name, s => s.Source!),
            ["db_backed_services"] = services.Where(s => s.Database != FixtureDatabase.None).ToDictionary(s => s.Stack, Database),
            ["backup_infrastructure"] = new Dictionary<string, object>
            {
                ["postgresql"] = new { cronjob_name = SharedBackups.PostgreSql, @namespace = SharedBackups.Namespace },
                ["mysql"] = new { cronjob_name = SharedBackups.MySql, @namespace = SharedBackups.Namespace },
            },
            ["services"] = services.Where(s => s.Restore is not null).ToDictionary(s => s.Stack, s => new
            {
                restore = new { policy = s.Restore, cron_job = Restores.CronJob(s), @namespace = Restores.Namespace(s), database = DatabaseName(s) },
            }),
            ["version_jump_always_step"] = services.Where(s => s.AlwaysSteps).Select(s => s.Stack),
        },
        Indented) + "\n";

    private static object Database(FixtureService service) => service.Database switch
    {
        FixtureDatabase.OwnPostgreSql => new
        {
            type = "postgresql",
            db_name = DatabaseName(service),
            dedicated = true,
            backup_cronjob = SharedBackups.PostgreSql,
            backup_namespace = service.Stack,
        },
        FixtureDatabase.SharedMySql => new { type = "mysql", db_name = DatabaseName(service), shared = true },
        _ => new { type = "postgresql", db_name = DatabaseName(service), shared = true },
    };

    internal static string DatabaseName(FixtureService service) => service.Stack.Replace('-', '_');
}

/// <summary>The CronJobs that back the shared instances up.</summary>
internal static class SharedBackups
{
    public const string Namespace = "dbaas";
    public const string PostgreSql = "postgresql-backup";
    public const string MySql = "mysql-backup";
}

/// <summary>The suspended CronJobs whose Jobs put a service's database back.</summary>
internal static class Restores
{
    public static string CronJob(FixtureService service) => $"{service.Stack}-restore";

    public static string Namespace(FixtureService service) => service.Database == FixtureDatabase.OwnPostgreSql ? service.Stack : SharedBackups.Namespace;

    public static CronJobSpec Spec(FixtureService service) => new()
    {
        Namespace = Namespace(service),
        Name = CronJob(service),
        IsSuspended = true,
        Restores = service.Stack,
        Database = FixtureRepository.DatabaseName(service),
        LogLines = [$"restored {FixtureRepository.DatabaseName(service)}"],
    };
}
